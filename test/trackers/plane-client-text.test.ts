import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { toHtml } from '../../src/trackers/plane-html.ts';
import { toText } from '../../src/trackers/plane-text.ts';

describe('the words of HTML', () => {
  it.each([
    ['<p>one</p><p>two</p>', 'one\ntwo'],
    ['<p>one<br>two<br/>three</p>', 'one\ntwo\nthree'],
    ['<p class="editor">/approve</p>', '/approve'],
    ['<ul><li><p>one</p></li>\n<li><p>two</p></li></ul>', 'one\ntwo'],
    ['<h1>Title</h1>text<div>more</div>', 'Title\ntext\nmore'],
    ['<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>', 'a b\nc'],
    [
      '<p>a &amp;&lt;b&gt; &quot;c&quot;&nbsp;&#39;d&#x27; &amp;lt; &hellip; &#128512;</p>',
      'a &<b> "c" \'d\' &lt; … 😀',
    ],
    ['<p>&unknown; &#0; &#x110000;</p>', '&unknown; &#0; &#x110000;'],
    ['<p>many   spaces\n and lines</p>', 'many spaces and lines'],
    ['<pre><code>if (a) {\n  b\n}</code></pre><p>x</p>', 'if (a) {\n  b\n}\nx'],
    ['<p title="a > b" data-x=\'>\'>shown</p>', 'shown'],
    ['<p>a<!-- hidden --><script>alert("<p>")</script><style>p{}</style>b</p>', 'ab'],
    ['<p>1 < 2 and <3</p>', '1 < 2 and <3'],
    ['text <a href="x', 'text <a href="x'],
    ['<p></p>', ''],
    ['', ''],
    ['no markup', 'no markup'],
  ])('%s', (html, text) => {
    expect(toText(html)).toBe(text);
  });

  it.each(['<a "', '<a ', '<', '<!--', '<script>', '&', '<p>', '<pre>'])(
    'of a long row of %s are found soon',
    (piece) => {
      const before = performance.now();
      toText(piece.repeat(50_000));
      expect(performance.now() - before).toBeLessThan(2000);
    },
  );
});

describe('HTML of a text', () => {
  it.each([
    ['one\n\ntwo\nthree', '<p>one</p>\n<p>two<br>three</p>'],
    ['**bold** and `a < b`', '<p><strong>bold</strong> and <code>a &lt; b</code></p>'],
    ['- one\n- two', '<ul>\n<li>one</li>\n<li>two</li>\n</ul>'],
    ['- [x] done', '<ul>\n<li>☑ done</li>\n</ul>'],
    ['```js\na && b\n```', '<pre><code class="language-js">a &amp;&amp; b\n</code></pre>'],
    ['[here](https://x.org/?a=1&b="2")', '<p><a href="https://x.org/?a=1&amp;b=&quot;2&quot;">here</a></p>'],
    ['https://x.org/a', '<p><a href="https://x.org/a">https://x.org/a</a></p>'],
    ['[press](javascript:alert(1))', '<p>press (javascript:alert(1))</p>'],
    ['[file](docs/a.md)', '<p>file (docs/a.md)</p>'],
    ['![shot](https://x.org/a.png)', '<p>shot (https://x.org/a.png)</p>'],
    ['a <b>c</b> <img src=x onerror=y>', '<p>a &lt;b&gt;c&lt;/b&gt; &lt;img src=x onerror=y&gt;</p>'],
    ['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['', '<p></p>'],
    [' \n ', '<p></p>'],
  ])('%j', (text, html) => {
    expect(toHtml(text)).toBe(html);
  });

  it('that would end the stack is shown as it is written', () => {
    expect(toHtml('> '.repeat(20_000))).toMatch(/^<pre>&gt; &gt; /);
  });

  it('never holds a tag or an attribute of the text', () => {
    const pieces = [
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      '`',
      '*',
      '[',
      ']',
      '(',
      ')',
      '!',
      '\n',
      '\\',
      '&',
      'img',
      'script',
    ];
    const word = constantFrom(
      ...pieces,
      'onerror',
      'javascript:',
      'https://x',
      ' ',
      '<!--',
      '-->',
      '|',
      '-',
      '#',
    );
    assert(
      property(array(word, { maxLength: 40 }), (words) => {
        const html = toHtml(words.join(''));
        const tags = html.match(/<[^>]*>/g) ?? [];
        const known =
          /^<\/?(p|br|hr|em|strong|del|code|pre|ul|ol|li|blockquote|h[1-6]|table|thead|tbody|tr|t[hd]|a)( (class="language-[^"<>]*"|href="(https?:\/\/|mailto:)[^"<>]*"|align="\w+"|start="\d+"))?>$/;
        for (const tag of tags) expect(tag).toMatch(known);
        expect(html.replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 500 },
    );
  });
});

test('a text comes back from its HTML', () => {
  const text = 'Größe & <retry>\n"quoted" \'so\'\n1 < 2 & 3 > 2';
  expect(toText(toHtml(text))).toBe(text);
});
