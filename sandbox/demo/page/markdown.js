// Telegram's rich Markdown (GitHub's, with maths and spoilers) to blocks. It
// also reads what is not finished yet, as a stream shows it.

import { spans } from './spans.js';

export const markdown = (source) => blocks(source.replace(/\r\n?/g, '\n').split('\n'), 0);

const fence = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;
const heading = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/;
const rule = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const quote = /^ {0,3}> ?/;
const item = /^( *)([-*+]|\d{1,9}[.)])(?:( +)(.*))?$/;
const delimiters = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const details = /^\s*<details(\s+open)?>\s*$/i;

// readers take what begins at line i and say where it ends, or decline.
const readers = [readFence, readMaths, readHeading, readRule, readDetails, readQuote, readList, readTable];

function blocks(lines, depth) {
  const out = [];
  for (let i = 0; i < lines.length;) {
    if (!lines[i].trim()) {
      i++;
      continue;
    }
    const read = depth < 12 ? first(readers, (r) => r(lines, i, depth)) : null;
    if (read) {
      out.push(read.block);
      i = read.next;
      continue;
    }
    const from = i++;
    while (i < lines.length && lines[i].trim() && !interrupts(lines, i)) i++;
    out.push({ type: 'paragraph', text: spans(lines.slice(from, i).map((l) => l.replace(/^ {1,3}/, '')).join('\n')) });
  }
  return out;
}

function first(list, f) {
  for (const x of list) {
    const found = f(x);
    if (found) return found;
  }
  return null;
}

// interrupts says whether a line ends the paragraph before it.
function interrupts(lines, i) {
  const line = lines[i];
  const m = item.exec(line);
  return fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line) || details.test(line) || line.trim() === '$$'
    || (m && m[4] && (!/\d/.test(m[2]) || parseInt(m[2], 10) === 1)) || isTable(lines, i);
}

function readFence(lines, i) {
  const m = fence.exec(lines[i]);
  if (!m) return null;
  const end = new RegExp(`^ {0,3}${m[1][0]}{${m[1].length},}\\s*$`);
  let next = i + 1;
  while (next < lines.length && !end.test(lines[next])) next++;
  return { block: { type: 'pre', language: m[2], text: lines.slice(i + 1, next).join('\n') }, next: next + 1 };
}

function readMaths(lines, i) {
  const one = /^\s*\$\$(.+)\$\$\s*$/.exec(lines[i]);
  if (one) return { block: { type: 'mathematical_expression', expression: one[1].trim() }, next: i + 1 };
  if (lines[i].trim() !== '$$') return null;
  let next = i + 1;
  while (next < lines.length && lines[next].trim() !== '$$') next++;
  return { block: { type: 'mathematical_expression', expression: lines.slice(i + 1, next).join('\n') }, next: next + 1 };
}

function readHeading(lines, i) {
  const m = heading.exec(lines[i]);
  return m && { block: { type: 'heading', size: m[1].length, text: spans(m[2] ?? '') }, next: i + 1 };
}

function readRule(lines, i) {
  return rule.test(lines[i]) ? { block: { type: 'divider' }, next: i + 1 } : null;
}

function readDetails(lines, i, depth) {
  const m = details.exec(lines[i]);
  if (!m) return null;
  let next = i + 1;
  while (next < lines.length && !/^\s*<\/details>\s*$/i.test(lines[next])) next++;
  const inner = lines.slice(i + 1, next);
  const summary = /^\s*<summary>(.*?)<\/summary>\s*$/i.exec(inner[0] ?? '');
  return { block: { type: 'details', is_open: Boolean(m[1]), summary: spans(summary?.[1] ?? '…'), blocks: blocks(inner.slice(summary ? 1 : 0), depth + 1) }, next: next + 1 };
}

function readQuote(lines, i, depth) {
  if (!quote.test(lines[i])) return null;
  let next = i;
  const inner = [];
  while (next < lines.length && (quote.test(lines[next]) || (lines[next].trim() && inner.at(-1)?.trim() && !interrupts(lines, next)))) {
    inner.push(lines[next++].replace(quote, ''));
  }
  return { block: { type: 'blockquote', blocks: blocks(inner, depth + 1) }, next };
}

function readList(lines, i, depth) {
  const opening = item.exec(lines[i]);
  if (!opening) return null;
  const kind = (m) => (/\d/.test(m[2]) ? m[2].at(-1) : m[2]);
  const items = [];
  let next = i;
  while (next < lines.length) {
    const m = item.exec(lines[next]);
    if (!m || kind(m) !== kind(opening) || m[1].length > opening[1].length + 1 || rule.test(lines[next])) break;
    const inner = [m[4] ?? ''];
    const width = m[1].length + m[2].length + Math.min(m[3]?.length ?? 1, 4);
    next++;
    while (next < lines.length && belongs(lines, next, width, inner)) inner.push(lines[next++].replace(new RegExp(`^ {0,${width}}`), ''));
    const task = /^\[([ xX])\]\s+/.exec(inner[0]);
    if (task) inner[0] = inner[0].slice(task[0].length);
    items.push({
      blocks: blocks(inner, depth + 1), value: /\d/.test(m[2]) ? parseInt(m[2], 10) : undefined,
      has_checkbox: Boolean(task), is_checked: Boolean(task) && task[1] !== ' ',
    });
    while (next < lines.length && !lines[next].trim() && item.test(lines[next + 1] ?? '')) next++; // blank lines between items
  }
  return { block: { type: 'list', items }, next };
}

// belongs says whether a line is a part of the list item before it.
function belongs(lines, i, width, inner) {
  const line = lines[i];
  const indent = line.search(/\S/);
  if (indent < 0) { // a blank line, if the item goes on after it
    const more = lines.slice(i + 1, i + 3).find((l) => l.trim());
    return more !== undefined && more.search(/\S/) >= width;
  }
  return indent >= Math.min(width, 2) && (indent >= width || item.test(line)) ? true : indent >= width || (inner.at(-1).trim() !== '' && !item.test(line) && !interrupts(lines, i));
}

const isTable = (lines, i) => lines[i].includes('|') && delimiters.test(lines[i + 1] ?? '') && (lines[i + 1] ?? '').includes('-')
  && cells(lines[i]).length === cells(lines[i + 1]).length;

function readTable(lines, i) {
  if (!isTable(lines, i)) return null;
  const aligns = cells(lines[i + 1]).map((c) => (c.endsWith(':') ? (c.startsWith(':') ? 'center' : 'right') : c.startsWith(':') ? 'left' : undefined));
  const row = (line, isHeader) => aligns.map((align, n) => ({ text: spans(cells(line)[n] ?? ''), is_header: isHeader, align }));
  const rows = [row(lines[i], true)];
  let next = i + 2;
  while (next < lines.length && lines[next].trim() && lines[next].includes('|')) rows.push(row(lines[next++], false));
  return { block: { type: 'table', cells: rows }, next };
}

// cells cuts a row at its bars, save those that are escaped or in code.
function cells(line) {
  const inner = line.trim().replace(/^\|/, '').replace(/(^|[^\\])\|$/, '$1');
  const list = [''];
  let code = false;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '\\' && inner[i + 1] === '|') {
      list[list.length - 1] += '|';
      i++;
    } else if (inner[i] === '|' && !code) list.push('');
    else {
      if (inner[i] === '`') code = !code;
      list[list.length - 1] += inner[i];
    }
  }
  return list.map((c) => c.trim());
}
