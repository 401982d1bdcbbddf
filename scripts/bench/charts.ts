import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EChartsOption, init } from 'echarts';
import type { Section, Series } from './figures.ts';
import { spreadOf } from './stats.ts';

const DIRECTORY = 'docs/performance';
const WIDTH = 860;

/** Text and lines that stand out on white and on black alike; the ground is left clear. */
const INK = '#7b828c';
const RULE = '#7b828c55';
const COLOURS = ['#2f8fd0', '#d9822b', '#3a9d5d', '#a86fc9', '#c9536b', '#8a8f3a', '#4f9da6', '#9a7b5f'];
const TEXT = { color: INK, fontFamily: 'sans-serif', fontSize: 13 };

/** A chart, with what it says in words for whoever does not see it. */
type Chart = { file: string; words: string; height: number; option: EChartsOption };

/** Draws what a full run has measured into docs/performance; a chart whose sections were not measured is left as it was. */
export async function drawCharts(sections: Section[]): Promise<void> {
  const charts = [oneRealm(sections), manyRealms(sections), sizesChart(sections)];
  await mkdir(DIRECTORY, { recursive: true });
  for (const chart of charts) if (chart) await writeFile(join(DIRECTORY, chart.file), draw(chart));
}

/** Every way, for one realm. */
function oneRealm(sections: Section[]): Chart | null {
  const series = sections.find(({ title }) => /^one realm/i.test(title))?.series ?? [];
  const title = 'One realm: milliseconds from the click';
  return bars('one-realm.svg', title, series.filter(({ unit }) => unit === 'ms').map(barOf));
}

/** A series named after how many realms it is of is a point of its way's line. */
function manyRealms(sections: Section[]): Chart | null {
  const lines = new Map<string, [number, number][]>();
  for (const { name, values } of sections.filter(({ title }) => /^many realms/i.test(title)).flatMap(allOf)) {
    const [found, count] = /,? *(\d+) realms?/.exec(name) ?? [];
    if (!found || name.endsWith(': ended')) continue;
    const way = name.replace(found, '');
    lines.set(way, [...(lines.get(way) ?? []), [Number(count), Math.round(spreadOf(values).median)]]);
  }
  if (lines.size === 0) return null;
  return {
    file: 'many-realms.svg',
    height: 460,
    words: [...lines].map(([way, points]) => `${way}: ${points.map(pointWords).join(', ')}`).join('; '),
    option: {
      title: { text: 'Realms at once (across), milliseconds from the click (up)', textStyle: TEXT },
      legend: { bottom: 0, textStyle: TEXT },
      grid: { left: 16, right: 32, top: 48, bottom: 24 + 22 * Math.ceil(lines.size / 2), containLabel: true },
      xAxis: { type: 'value', ...axis(), max: 'dataMax' },
      yAxis: { type: 'value', ...axis() },
      series: [...lines].map(([name, data]) => ({ name, type: 'line' as const, data, symbolSize: 7 })),
    },
  };
}

function allOf({ series }: Section): Series[] {
  return series;
}

function pointWords([count, ms]: [number, number]): string {
  return `${count} in ${ms} ms`;
}

/** Sizes beside their budgets. */
function sizesChart(sections: Section[]): Chart | null {
  const floors = sections.find(({ title }) => title === 'Sizes')?.floors ?? [];
  const title = 'Sizes: kB of 1000 bytes, each beside its budget';
  const pairs = floors.flatMap(({ name, measured, atMost }): Bar[] => [
    { name, value: Math.round(measured * 10) / 10 },
    { name: `${name}, budget`, value: atMost, muted: true },
  ]);
  return bars('sizes.svg', title, pairs);
}

type Bar = { name: string; value: number; muted?: true };

function barOf({ name, values }: Series): Bar {
  return { name, value: Math.round(spreadOf(values).median) };
}

function bars(file: string, title: string, all: Bar[]): Chart | null {
  if (all.length === 0) return null;
  const colourOf = ({ muted }: Bar) => (muted ? RULE : (COLOURS[0] ?? INK));
  return {
    file,
    height: 70 + 26 * all.length,
    words: `${title}. ${all.map(({ name, value }) => `${name} ${value}`).join('; ')}`,
    option: {
      title: { text: title, textStyle: TEXT },
      grid: { left: 16, right: 56, top: 44, bottom: 12, containLabel: true },
      xAxis: { type: 'value', ...axis() },
      yAxis: { type: 'category', inverse: true, data: all.map(({ name }) => name), ...axis() },
      series: [
        {
          type: 'bar',
          data: all.map((one) => ({ value: one.value, itemStyle: { color: colourOf(one) } })),
          label: { show: true, position: 'right', ...TEXT },
          barWidth: 14,
        },
      ],
    },
  };
}

function axis() {
  return {
    axisLabel: TEXT,
    axisLine: { lineStyle: { color: RULE } },
    splitLine: { lineStyle: { color: RULE } },
  };
}

function draw({ height, words, option }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({ ...option, color: COLOURS, backgroundColor: 'transparent', animation: false });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace('<svg ', `<svg role="img" aria-label="${escaped(words)}" `);
}

function escaped(text: string): string {
  return text.replace(/[&<"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
