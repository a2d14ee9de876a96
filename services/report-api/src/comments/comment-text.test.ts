import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlOf, tagsInText } from './comment-text.ts';

describe('the tags of a comment', () => {
  it.each([
    ['#phishing at the end #Phishing', ['phishing']],
    ['a #tag, (#two)\n#three-3 #unter_strich', ['tag', 'two', 'three-3', 'unter_strich']],
    ['a#not, https://x/#fragment &#39; ##twice', []],
    ['#größe #тест', ['größe', 'тест']],
    [`#${'a'.repeat(65)}`, []],
    ['# #', []],
    ['no tag', []],
  ])('%j', (text, tags) => {
    expect(tagsInText(text)).toEqual(tags);
  });

  it('are bounded', () => {
    expect(tagsInText(Array.from({ length: 1000 }, (_, at) => `#t${at}`).join(' '))).toHaveLength(64);
  });
});

describe('the markup of a comment', () => {
  it('shows what was written and does nothing', () => {
    expect(htmlOf(`<img src=x onerror="alert('1')">\n& \u202egnp.exe\u202c`)).toBe(
      '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;<br>&amp; gnp.exe',
    );
  });

  it('holds no markup but line breaks, and turns no direction, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = htmlOf(text).replaceAll('<br>', '');
        expect(html).not.toMatch(/[<>"'\n\r\u202a-\u202e\u2066-\u2069]/);
        expect(html.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });
});
