/**
 * Colours that people with any colour vision tell apart, and a marker for each so that no chart rests on colour alone.
 *
 * Source: Okabe and Ito, "Color Universal Design" (2008). Its yellow is left out: it vanishes on white paper. The dark
 * theme lightens blue, whose original is too close to a dark ground.
 */

export type ThemeName = 'light' | 'dark';

/** Place of a series in the palette, or one of three greys: text, background of other series, and faint. */
export type Colour = number | 'strong' | 'muted' | 'faint';

export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly mutedText: string;
  readonly grid: string;
  readonly halt: string;
  readonly series: readonly string[];
  readonly greys: { readonly strong: string; readonly muted: string; readonly faint: string };
}

const VERMILION = '#d55e00';
export const COLOUR = { blue: 0, vermilion: 1, green: 2, purple: 3, orange: 4, sky: 5 } as const;

export const MARKERS = ['circle', 'triangle', 'rect', 'rectRot', 'star', 'crossRot'] as const;
export type MarkerName = (typeof MARKERS)[number];

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    text: '#1b1f24',
    mutedText: '#57606a',
    grid: '#e1e4e8',
    halt: 'rgba(87, 96, 106, 0.16)',
    series: ['#0072b2', VERMILION, '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
    greys: { strong: '#1b1f24', muted: '#8c959f', faint: '#d0d7de' },
  },
  dark: {
    background: '#16191d',
    text: '#e6e9ed',
    mutedText: '#a3abb5',
    grid: '#31363d',
    halt: 'rgba(200, 206, 214, 0.18)',
    series: ['#3f9fdb', '#ec7a2a', '#1fbf93', '#dc92ba', '#e9b13b', '#8fd0f5'],
    greys: { strong: '#e6e9ed', muted: '#8c959f', faint: '#3d444d' },
  },
};

export function colourOf(theme: Theme, colour: Colour): string {
  if (typeof colour === 'string') return theme.greys[colour];
  return theme.series[colour % theme.series.length];
}

/** `#rrggbb` with an opacity in [0, 1]. */
export function withOpacity(hex: string, opacity: number): string {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return `rgba(${channel(1)}, ${channel(3)}, ${channel(5)}, ${opacity})`;
}
