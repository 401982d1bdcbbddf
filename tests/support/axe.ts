import axe from 'axe-core';
import type { TestPage } from './browser.ts';

/**
 * Looks for what keeps people with disabilities out of a page as it stands, closed details opened.
 * @returns a line for each fault: axe-core's rule and where it was found. Empty where there is none.
 */
export async function accessibilityFaults(page: TestPage): Promise<string[]> {
  await page.inject(axe.source);
  return page.evaluate(async () => {
    for (const closed of document.querySelectorAll('details')) closed.open = true;
    const { axe: tool } = globalThis as unknown as { axe: typeof axe };
    const { violations, passes } = await tool.run();
    if (passes.length === 0) return ['axe-core checked nothing'];
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
    );
  });
}
