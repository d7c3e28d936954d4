// The HTML of rich messages to blocks. It is read as text, by tags that are
// known: nothing here ever becomes an element by the browser's own parser.

const voids = ['br', 'hr', 'img', 'input'];
const inlines = {
  b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline', s: 'strikethrough', strike: 'strikethrough', del: 'strikethrough',
  mark: 'marked', sub: 'subscript', sup: 'superscript', code: 'code', 'tg-spoiler': 'spoiler',
};
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', zwnj: '\u200c' };

const unescape = (s) => s.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name) => {
  if (name[0] !== '#') return entities[name] ?? whole;
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
});

export const html = (source) => toBlocks(parse(source).children);

// parse makes a tree of tags and texts.
function parse(source) {
  const root = { tag: '', children: [] };
  const open = [root];
  const token = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>|<!--[\s\S]*?-->|[^<]+|</gi;
  for (const [text, slash, name, attributes] of source.matchAll(token)) {
    const tag = name?.toLowerCase();
    if (!tag) {
      if (!text.startsWith('<!--')) open.at(-1).children.push(unescape(text));
    } else if (slash) {
      const i = open.findLastIndex((n) => n.tag === tag);
      if (i > 0) open.length = i;
    } else if (open.length < 40) {
      const node = { tag, children: [], ...read(attributes) };
      open.at(-1).children.push(node);
      if (!voids.includes(tag) && !text.endsWith('/>')) open.push(node);
    }
  }
  return root;
}

function read(attributes) {
  const found = {};
  for (const [, name, , a, b, c] of (attributes ?? '').matchAll(/([a-z-]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi)) found[`@${name.toLowerCase()}`] = unescape(a ?? b ?? c ?? '');
  return found;
}

const text = (node) => (typeof node === 'string' ? node : node.children.map(text).join(''));

// toText makes rich text of what stands within a line.
function toText(nodes) {
  return nodes.map((n) => {
    if (typeof n === 'string') return n.replace(/\s+/g, ' ');
    if (n.tag === 'br') return { type: 'break' };
    if (n.tag === 'code') return { type: 'code', text: text(n) };
    if (n.tag === 'a') return { type: 'url', url: n['@href'] ?? '', text: toText(n.children) };
    if (n.tag === 'tg-math') return { type: 'mathematical_expression', expression: text(n) };
    if (n.tag === 'span' && n['@class'] === 'tg-spoiler') return { type: 'spoiler', text: toText(n.children) };
    return inlines[n.tag] ? { type: inlines[n.tag], text: toText(n.children) } : toText(n.children);
  });
}

const kinds = {
  p: (n) => ({ type: 'paragraph', text: toText(n.children) }),
  pre: (n) => {
    const code = n.children.find((c) => c.tag === 'code');
    return { type: 'pre', text: text(n).replace(/^\n/, ''), language: (code?.['@class'] ?? '').replace(/^language-/, '') };
  },
  blockquote: (n) => ('@expandable' in n ? { type: 'expandable_blockquote', text: toText(n.children) } : { type: 'blockquote', blocks: toBlocks(n.children) }),
  aside: (n) => ({ type: 'pullquote', text: toText(n.children) }),
  footer: (n) => ({ type: 'footer', text: toText(n.children) }),
  hr: () => ({ type: 'divider' }),
  ul: (n) => list(n),
  ol: (n) => list(n, Number(n['@start'] ?? 1)),
  'tg-math-block': (n) => ({ type: 'mathematical_expression', expression: text(n) }),
  details: (n) => {
    const summary = n.children.find((c) => c.tag === 'summary');
    return { type: 'details', is_open: '@open' in n, summary: toText(summary?.children ?? ['…']), blocks: toBlocks(n.children.filter((c) => c !== summary)) };
  },
  table: (n) => ({
    type: 'table',
    cells: all(n, 'tr').map((tr) => tr.children.filter((c) => c.tag === 'td' || c.tag === 'th').map((c) => ({
      text: toText(c.children), is_header: c.tag === 'th', align: c['@align'], colspan: count(c['@colspan']), rowspan: count(c['@rowspan']),
    }))),
  }),
};
for (let size = 1; size <= 6; size++) kinds[`h${size}`] = (n) => ({ type: 'heading', size, text: toText(n.children) });

const count = (s) => (Number(s) > 1 && Number(s) <= 20 ? Number(s) : undefined);
const all = (n, tag) => n.children.flatMap((c) => (c.tag === tag ? [c] : c.children ? all(c, tag) : []));

const list = (n, start) => ({
  type: 'list',
  items: n.children.filter((c) => c.tag === 'li').map((li, i) => {
    const box = li.children.find((c) => c.tag === 'input');
    return { blocks: toBlocks(li.children.filter((c) => c !== box)), value: start === undefined ? undefined : start + i, has_checkbox: Boolean(box), is_checked: Boolean(box) && '@checked' in box };
  }),
});

// toBlocks makes blocks; what stands between them becomes paragraphs.
function toBlocks(nodes) {
  const out = [];
  let loose = [];
  const settle = () => {
    const t = toText(loose);
    if (loose.some((n) => typeof n !== 'string' || n.trim())) out.push({ type: 'paragraph', text: t });
    loose = [];
  };
  for (const n of nodes) {
    if (typeof n !== 'string' && kinds[n.tag]) {
      settle();
      out.push(kinds[n.tag](n));
    } else if (typeof n !== 'string' && ['div', 'section', 'article', 'body'].includes(n.tag)) {
      settle();
      out.push(...toBlocks(n.children));
    } else loose.push(n);
  }
  settle();
  return out;
}
