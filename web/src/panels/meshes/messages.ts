// The visible strings of the Meshes panel.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'Meshes',

    'tags.empty': 'No meshes yet',
    'tags.emptyHint': 'As soon as a run logs one, such as add_mesh("scene", vertices, colors, faces), it appears here.',

    'settings.label': 'Mesh settings',
    'settings.oneCamera': 'One camera for all cards',
    'settings.oneCameraHint': 'Whatever is turned, all turn',

    'mesh.role': '3-D view',
    'mesh.name': '{name}, run {run}, step {step}',
    'mesh.keys':
      'Arrow keys turn, with Shift they move; plus and minus zoom, 0 shows everything, comma and period go through the steps.',
    'mesh.reset': 'Reset view',
    'mesh.vertices': { one: '{count} point', other: '{count} points' },
    'mesh.faces': { one: '{count} triangle', other: '{count} triangles' },
    'mesh.empty': 'The mesh has no points',
    'mesh.none': 'The mesh cannot be shown: {reason}',
    'mesh.badFaces': {
      one: '{count} triangle names a point that there is not, and is left out',
      other: '{count} triangles name points that there are not, and are left out',
    },
    'mesh.oddColors': '{colors} colours for {vertices} points: not used',
    'mesh.unknown': 'Not known in the logged configuration: {names}',
    'mesh.flawed': { one: '{count} problem', other: '{count} problems' },
    'mesh.software': 'without WebGL',
    'mesh.softwareHint': 'This browser has no WebGL: meshes are drawn without the logged lights and materials.',

    'download.mesh': 'Mesh',
    'download.picture': 'Picture',

    'help.title': 'Meshes',
    'help.drag': 'Drag',
    'help.wheel': 'Wheel',
    'help.turn': 'Turn',
    'help.move': 'Move (also with the right button)',
    'help.zoom': 'Zoom; the wheel after a click into the mesh, or with Ctrl',
    'help.reset': 'All in sight',
    'help.step': 'Step before or after',
  },
  {
    'zh-CN': {
      title: '网格',

      'tags.empty': '还没有网格',
      'tags.emptyHint': '一旦有运行记录了网格，例如 add_mesh("scene", vertices, colors, faces)，它就会出现在这里。',

      'settings.label': '网格设置',
      'settings.oneCamera': '所有卡片使用同一相机',
      'settings.oneCameraHint': '转动任意一个，全部一起转动',

      'mesh.role': '三维视图',
      'mesh.name': '{name}，运行 {run}，第 {step} 步',
      'mesh.keys': '方向键转动，按住 Shift 则平移；加号和减号缩放，0 显示全部，逗号和句号切换步。',
      'mesh.reset': '重置视图',
      'mesh.vertices': { other: '{count} 个点' },
      'mesh.faces': { other: '{count} 个三角形' },
      'mesh.empty': '网格没有点',
      'mesh.none': '网格无法显示：{reason}',
      'mesh.badFaces': { other: '{count} 个三角形引用了不存在的点，已略去' },
      'mesh.oddColors': '{vertices} 个点却有 {colors} 种颜色：未使用',
      'mesh.unknown': '记录的配置中无法识别：{names}',
      'mesh.flawed': { other: '{count} 个问题' },
      'mesh.software': '无 WebGL',
      'mesh.softwareHint': '此浏览器没有 WebGL：网格不使用记录的灯光和材质绘制。',

      'download.mesh': '网格',
      'download.picture': '图片',

      'help.title': '网格',
      'help.drag': '拖动',
      'help.wheel': '滚轮',
      'help.turn': '转动',
      'help.move': '平移（也可用右键）',
      'help.zoom': '缩放；滚轮需先点击网格，或按住 Ctrl',
      'help.reset': '显示全部',
      'help.step': '上一步或下一步',
    },
  },
);
