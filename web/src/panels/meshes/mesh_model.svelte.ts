// One mesh of a series that follows its step and sample: what is shown, and from where.

import { asking } from '../../cards/asking';
import { PointsOfSeries } from '../../cards/points_of_series.svelte';
import type { Mesh } from '../../data/meshes';
import type { SeriesPoint } from '../../data/points';
import { readConfig, type SceneConfig } from './config';
import { tagsOf } from './mesh_tags.svelte';
import type { Meshes } from './meshes.svelte';
import { type Ground, type Orbit, startOf } from './orbit';
import { type Shape, shapeOf } from './shape';

interface Wanted {
  readonly run: string;
  /** The card's key. */
  readonly key: string;
  /** Nothing is asked for before. */
  readonly seen: () => boolean;
  /** How much it is wanted, smaller first. */
  readonly rank: () => number;
}

interface Shown {
  readonly mesh: Mesh;
  readonly shape: Shape;
  readonly config: SceneConfig;
  readonly point: SeriesPoint;
}

export class MeshModel {
  #shown = $state.raw<Shown | null>(null);
  /** What stands still while steps change: that of the first mesh that was shown. */
  #ground = $state.raw<Ground | null>(null);
  #orbit = $state.raw<Orbit | null>(null);
  /** Why the present mesh could not be had. */
  #failure = $state<string | null>(null);
  readonly points: PointsOfSeries;

  constructor(
    private readonly panel: Meshes,
    readonly name: string,
    private readonly wanted: Wanted,
  ) {
    const { settings } = panel;
    this.points = new PointsOfSeries(panel.app, settings, {
      kind: () => 'mesh',
      tag: panel.tags.seriesOf(name),
      run: () => wanted.run,
      step: () => settings.stepOf(wanted.key),
      move: (step, last) => settings.move(wanted.key, last ? null : step),
      seen: wanted.seen,
      rank: wanted.rank,
    });
    $effect(() => this.#askMesh());
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  /** Why nothing can be drawn; null where something is. */
  get failure(): string | null {
    if (this.#failure !== null) return this.#failure;
    const { shown } = this;
    return shown !== null && shown.shape.vertices.length === 0
      ? shown.mesh.problem || this.panel.t('mesh.empty')
      : null;
  }

  /** What of the drawn mesh is not as it was logged. */
  get problems(): readonly string[] {
    const { shown } = this;
    if (shown === null || this.failure !== null) return [];
    const { t } = this.panel;
    const { mesh, shape, config } = shown;
    return [
      ...(mesh.problem === '' ? [] : [mesh.problem]),
      ...(shape.badFaces === 0 ? [] : [t('mesh.badFaces', { count: shape.badFaces })]),
      ...(shape.oddColors === null
        ? []
        : [t('mesh.oddColors', { colors: shape.oddColors, vertices: shape.vertices.length / 3 })]),
      ...(config.unknown.length === 0 ? [] : [t('mesh.unknown', { names: config.unknown.join(', ') })]),
    ];
  }

  get ground(): Ground | null {
    return this.#ground;
  }

  /** From where it is looked at; null before there is anything. */
  get orbit(): Orbit | null {
    const { settings, camera } = this.panel;
    return (settings.oneCamera.value ? camera : null) ?? this.#orbit;
  }

  look(orbit: Orbit): void {
    this.#orbit = orbit;
    if (this.panel.settings.oneCamera.value) this.panel.camera = orbit;
  }

  /** Back to where all of what is shown now is in sight. */
  reset(): void {
    const { shown } = this;
    if (shown === null) return;
    this.#ground = shown.shape;
    this.look(startOf(shown.config, shown.shape));
  }

  #askMesh(): (() => void) | undefined {
    const { place, point, list } = this.points;
    if (place === null || point === null || !this.wanted.seen()) return undefined;
    const { app } = this.panel;
    // Faces and colours of the newest point may come after its vertices.
    const newest = point === list.at(-1);
    const changes = newest
      ? tagsOf(this.name).reduce((sum, tag) => sum + app.changes.of('mesh', tag, [this.wanted.run]), 0)
      : 0;
    return asking(
      async (signal) => {
        const mesh = await this.panel.mesh(
          { ...place, tag: this.name },
          point.wallTime + changes,
          this.wanted.rank,
          signal,
        );
        signal.throwIfAborted();
        this.#failure = null;
        this.#take({ mesh, shape: shapeOf(mesh), config: readConfig(mesh.config), point });
      },
      (error) => (this.#failure = error.message),
    );
  }

  #take(shown: Shown): void {
    this.#shown = shown;
    if (this.#ground !== null || shown.shape.vertices.length === 0) return;
    this.#ground = shown.shape;
    this.#orbit = startOf(shown.config, shown.shape);
  }
}
