import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every Markdown file that is or would be committed. */
function pages(): string[] {
  const git = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  return execFileSync('git', git, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
}

function links(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
}

describe.each(pages().filter((page) => existsSync(join(ROOT, page))))('%s', (page) => {
  it('links only to what is in the tree', () => {
    const inTree = links(page).filter((target) => !/^(https?:|mailto:|#)/.test(target));
    const broken = inTree.filter((target) => !existsSync(join(ROOT, dirname(page), target.replace(/#.*$/, ''))));
    expect(broken).toEqual([]);
  });
});
