import { describe, expect, test } from 'vitest';
import type { Mesh } from '../../data/meshes';
import { readConfig } from './config';
import { eyeOf, moved, startOf, turned, zoomed } from './orbit';
import { plyOf } from './ply';
import { project } from './projection';
import { shapeOf } from './shape';

const CORNERS = [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0];

function mesh(vertices: readonly number[], faces: readonly number[] = [], colors: readonly number[] = []): Mesh {
  return {
    vertices: Float32Array.from(vertices),
    faces: Int32Array.from(faces),
    colors: Uint8Array.from(colors),
    ...{ samples: 1, config: '', problem: '', bytes: 0 },
  };
}

describe('a shape', () => {
  test('reaches as far as its finite vertices', () => {
    const { center, sides, radius } = shapeOf(mesh([0, 0, 0, 2, 4, 4, NaN, 9, 9, Infinity, 0, 0]));
    expect([center, sides, radius]).toEqual([[1, 2, 2], [1, 2, 2], 3]);
    expect(shapeOf(mesh([NaN, 0, 0])).radius).toBe(1);
  });

  test('leaves out triangles without their vertices, and colours that are not as many', () => {
    const shape = shapeOf(mesh(CORNERS, [0, 1, 2, 0, 2, 4, -1, 0, 1, 0, 2, 3], [1, 2, 3]));
    expect(Array.from(shape.faces)).toEqual([0, 1, 2, 0, 2, 3]);
    expect([shape.badFaces, shape.oddColors, shape.colors]).toEqual([2, 1, null]);
  });
});

describe('a configuration', () => {
  test('is read as far as it means something', () => {
    const config = readConfig(
      JSON.stringify({
        camera: { cls: 'OrthographicCamera', fov: 30, position: [1, 2, 3], lookAt: 'there' },
        lights: [{ cls: 'PointLight', intensity: 2 }, { cls: 'Sun' }],
        material: { cls: 'Velvet' },
      }),
    );
    expect(config).toMatchObject({ orthographic: true, fov: 30, position: [1, 2, 3], lookAt: null, material: null });
    expect(config.lights.map(({ cls }) => cls)).toEqual(['PointLight']);
    expect(config.unknown).toEqual(['Sun', 'Velvet']);
  });

  test('that is none is the usual one', () => {
    expect(readConfig('').unknown).toEqual([]);
    expect(readConfig('{').unknown).toEqual(['JSON']);
    expect(readConfig('[1, {"camera": 3}]').lights).toHaveLength(2);
  });
});

describe('an orbit', () => {
  const config = readConfig('{}');
  const shape = shapeOf(mesh(CORNERS));

  test('begins with all in sight, whatever the mesh measures', () => {
    const large = shapeOf(mesh(CORNERS.map((v) => 1e6 + 1e3 * v)));
    expect(startOf(config, large).distance).toBeCloseTo(startOf(config, shape).distance, 3);
  });

  test('begins where the camera was logged, of triangles from their middle', () => {
    const logged = readConfig('{"camera": {"position": [0, 0, 6]}}');
    const solid = shapeOf(
      mesh(
        CORNERS.map((v, i) => v + (i % 3 === 0 ? 10 : 0)),
        [0, 1, 2],
      ),
    );
    const eye = eyeOf(startOf(logged, solid), logged, solid);
    expect(eye.position[0]).toBeCloseTo(10);
    expect(eye.position[2]).toBeCloseTo(6);
    expect(eye.target.map((v) => Math.round(v))).toEqual([10, 0, 0]);
    const cloud = eyeOf(startOf(logged, shape), logged, shape);
    expect(cloud.position[2]).toBeCloseTo(6);
  });

  test('turns, never over the top, moves and zooms', () => {
    const start = startOf(config, shape);
    expect(turned(start, 0, 9).height).toBeLessThan(Math.PI / 2);
    expect(zoomed(start, 0.5).distance).toBeCloseTo(start.distance / 2);
    expect(zoomed(start, 0).distance).toBeGreaterThan(0);
    const eye = eyeOf(moved({ ...start, azimuth: 0, height: 0 }, config, 0.5, 0), config, shape);
    expect(eye.target[0]).toBeGreaterThan(0);
    expect(eye.target[1]).toBeCloseTo(0);
    expect(eye.forward.map((v) => Math.round(v) + 0)).toEqual([0, 0, -1]);
  });
});

describe('a projection', () => {
  const config = readConfig('{}');
  const front = { azimuth: 0, height: 0, distance: 3, target: [0, 0, 0] } as const;
  const drawn = (of: Mesh): ((x: number, y: number) => number[]) => {
    const shape = shapeOf(of);
    const pixels = { data: new Uint8ClampedArray(41 * 41 * 4), width: 41, height: 41 };
    project(pixels, shape, eyeOf(front, config, { center: [0, 0, 0], radius: 1 }), [9, 9, 9], config, 1);
    return (x, y) => Array.from(pixels.data.subarray(4 * (41 * y + x), 4 * (41 * y + x) + 4));
  };

  test('draws points where they are, the nearest in front', () => {
    const at = drawn(mesh([0, 0, 0, 0, 0, 1, 0.8, 0.8, 0], [], [255, 0, 0, 0, 255, 0, 0, 0, 255]));
    expect(at(20, 20)).toEqual([0, 255, 0, 255]);
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    // To the right and above.
    const right = Math.floor(20.5 + (0.8 / 3 / Math.tan((25 / 180) * Math.PI)) * 20.5);
    expect(at(right, 40 - right)).toEqual([0, 0, 255, 255]);
  });

  test('fills triangles, brightest where they face the eye', () => {
    const at = drawn(mesh(CORNERS, [0, 1, 2, 0, 2, 3], [200, 100, 0, 200, 100, 0, 200, 100, 0, 200, 100, 0]));
    const [red, green, , alpha] = at(21, 18);
    expect(red).toBeGreaterThan(180);
    expect(green).toBe(Math.round(red! / 2));
    expect(alpha).toBe(255);
  });

  test('passes over what is no number or behind the eye', () => {
    const at = drawn(mesh([NaN, 0, 0, 0, 0, 9, 0, 0, -Infinity]));
    expect(at(20, 20)).toEqual([0, 0, 0, 0]);
  });
});

test('a PLY file has every vertex, colour and triangle', async () => {
  const blob = plyOf(shapeOf(mesh(CORNERS, [0, 1, 2], [...CORNERS.keys()])));
  const data = new DataView(await blob.arrayBuffer());
  const text = new TextDecoder('latin1').decode(data.buffer);
  const start = text.indexOf('end_header\n') + 'end_header\n'.length;
  expect(text).toContain('element vertex 4\n');
  expect(text).toContain('element face 1\n');
  expect(data.byteLength).toBe(start + 4 * 15 + 13);
  expect(data.getFloat32(start + 15, true)).toBe(1);
  expect(data.getUint8(start + 15 + 12)).toBe(3);
  expect([0, 1, 2].map((i) => data.getInt32(start + 61 + 4 * i, true))).toEqual([0, 1, 2]);
});
