// The icons: paths on a 16 × 16 grid, drawn as lines 1.5 px wide in the colour of the text.

export const icons = {
  chart: 'M2 2v11.5h12M4.5 10.5l3-4 2.5 2 3.5-5',
} as const;

export type IconName = keyof typeof icons;
