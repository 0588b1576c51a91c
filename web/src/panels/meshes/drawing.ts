// Drawing meshes: with WebGL where the browser has it, on one context for all cards; else as a plain projection.

import type { SceneConfig } from './config';
import type { Eye } from './orbit';
import { project, rgbOf } from './projection';
import type { Shape } from './shape';
import type * as stages from './stage';
import type { MeshScene, Stage } from './stage';

type Stages = typeof stages;

/** A mesh that is being looked at. */
export interface Drawing {
  /** Without WebGL. */
  readonly plain: boolean;
  draw(eye: Eye, onto: CanvasRenderingContext2D, ratio: number): void;
  dispose(): void;
}

export class Drawings {
  #stage: Stage | null = null;
  #module: Promise<Stages | null> | null = null;
  /** A canvas with WebGL that no stage has yet. */
  #canvas: GlCanvas | null = null;
  #users = 0;

  /** `lost` is called when what was drawn so far has to be made anew. */
  constructor(private readonly lost: () => void) {}

  /** Makes a mesh ready to be drawn. */
  async make(shape: Shape, config: SceneConfig, color: string, ratio: number): Promise<Drawing> {
    this.#module ??= this.#load();
    const module = await this.#module;
    const stage = module === null ? null : (this.#stage ??= this.#open(module));
    if (module === null || stage === null) return new Projection(shape, config, color);
    const scene = new module.MeshScene(shape, config, color, ratio);
    this.#users += 1;
    return new OnStage(stage, scene, () => this.#leave());
  }

  /** three.js, where there is WebGL at all; a browser without it does not load it. */
  async #load(): Promise<Stages | null> {
    this.#canvas = glCanvas();
    return this.#canvas === null ? null : import('./stage');
  }

  #open({ Stage: Made }: Stages): Stage | null {
    const found = this.#canvas ?? glCanvas();
    this.#canvas = null;
    if (found === null) return null;
    return new Made(found.canvas, found.context, () => {
      this.#stage = null;
      this.lost();
    });
  }

  /** Without meshes in sight nothing is kept of the graphics card. */
  #leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#users = 0;
    const stage = this.#stage;
    this.#stage = null;
    stage?.dispose();
  }
}

interface GlCanvas {
  readonly canvas: HTMLCanvasElement;
  readonly context: WebGL2RenderingContext;
}

function glCanvas(): GlCanvas | null {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2', { antialias: true, alpha: true, premultipliedAlpha: true });
  return context === null ? null : { canvas, context };
}

class OnStage implements Drawing {
  readonly plain = false;

  constructor(
    private readonly stage: Stage,
    private readonly scene: MeshScene,
    private readonly left: () => void,
  ) {}

  draw(eye: Eye, onto: CanvasRenderingContext2D): void {
    this.stage.draw(this.scene, eye, onto);
  }

  dispose(): void {
    this.scene.dispose();
    this.left();
  }
}

class Projection implements Drawing {
  readonly plain = true;

  constructor(
    private readonly shape: Shape,
    private readonly config: SceneConfig,
    private readonly color: string,
  ) {}

  draw(eye: Eye, onto: CanvasRenderingContext2D, ratio: number): void {
    const pixels = onto.createImageData(onto.canvas.width, onto.canvas.height);
    project(pixels, this.shape, eye, rgbOf(this.color) ?? [128, 128, 128], this.config, ratio);
    onto.putImageData(pixels, 0, 0);
  }

  dispose(): void {
    // The browser frees it.
  }
}
