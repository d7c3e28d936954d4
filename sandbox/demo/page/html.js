// The HTML of rich messages, brought into Markdown, which is then shown. It
// is read as text, by the tags that are known: nothing here ever becomes an
// element by the browser's own parser.

const line = (start) => () => `\n\n${start}`;
const cell = () => '| ';

// opening tags that stand for Markdown; tags of inline form stay as they are.
const opens = {
  p: line(''), div: line(''), footer: line(''), aside: line('> '), blockquote: line('> '), hr: line('---\n\n'), ul: line(''), ol: line(''),
  h1: line('# '), h2: line('## '), h3: line('### '), h4: line('#### '), h5: line('##### '), h6: line('###### '),
  table: line(''), tr: () => '\n', td: cell, th: cell, br: () => '<br>',
  'tg-math': () => '$', 'tg-math-block': line('$$'), span: () => '||', a: () => '[',
};
const closes = { p: '\n\n', div: '\n\n', blockquote: '\n\n', table: '\n\n', ul: '\n', ol: '\n', 'tg-math': '$', 'tg-math-block': '$$\n\n', span: '||', tr: ' |' };
const kept = ['b', 'strong', 'i', 'em', 'u', 'ins', 's', 'del', 'mark', 'sub', 'sup', 'code', 'tg-spoiler'];

const attribute = (text, name) => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)`, 'i').exec(text)?.[1] ?? '';
const escaped = (text) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]|~=$#]/g, '\\$&');

export function toMarkdown(source) {
  let out = '';
  const lists = []; // the numbers of the lists that are open; null: no numbers
  const links = [];
  let rows = 0;
  const token = /<pre[^>]*>(?:\s*<code([^>]*)>)?([\s\S]*?)(?:<\/code>\s*)?<\/pre>|<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9-]*)([^>]*)>|[^<]+|</gi;
  for (const [text, codeHead, code, slash, name, rest] of source.matchAll(token)) {
    const tag = name?.toLowerCase();
    if (code !== undefined) out += `\n\n\`\`\`\`${attribute(codeHead ?? '', 'class').replace('language-', '')}\n${plain(code)}\n\`\`\`\`\n\n`;
    else if (!tag) out += text.startsWith('<!--') ? '' : escaped(text);
    else if (kept.includes(tag)) out += `<${slash}${tag}>`;
    else if (tag === 'li') out += slash ? '' : `\n${'   '.repeat(Math.max(0, lists.length - 1))}${lists.at(-1) ? `${lists[lists.length - 1]++}.` : '-'} `;
    else if (tag === 'a') out += slash ? `](${links.pop() ?? ''})` : (links.push(attribute(rest, 'href')), '[');
    else {
      if (tag === 'ul' || tag === 'ol') slash ? lists.pop() : lists.push(tag === 'ol' ? 1 : null);
      if (tag === 'table') rows = 0;
      if (slash && tag === 'tr' && rows++ === 0) out += ` |\n${'|---'.repeat((out.slice(out.lastIndexOf('\n')).match(/(?<!\\)\| /g) ?? []).length)}|`;
      else out += slash ? closes[tag] ?? '' : opens[tag]?.() ?? '';
    }
  }
  return out;
}

const plain = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
