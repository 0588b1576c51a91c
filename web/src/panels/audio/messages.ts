// The visible strings of the panel of sounds.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'Audio',
    'settings.label': 'Audio settings',
    'tags.empty': 'No sounds yet',
    'tags.emptyHint': 'The first sound that is logged appears here by itself.',

    'shape.legend': 'Picture',
    'shape.both': 'Both',
    'shape.wave': 'Waveform',
    'shape.spectrum': 'Spectrogram',

    'clip.role': 'player',
    'clip.alt': '{tag}, {run}, step {step}',
    'clip.keys': 'Space plays and pauses, the arrow keys move by a second, Home and End go to the ends, l repeats.',
    'clip.none': 'No sound: {reason}',
    'clip.unknown': 'This browser does not play it ({format}). It can be downloaded.',
    'clip.long': 'Too long to be drawn here; it plays.',
    'clip.mono': 'mono',
    'clip.stereo': 'stereo',
    'clip.channels': { one: '{count} channel', other: '{count} channels' },
    'clip.hertz': '{rate} Hz',
    'clip.bits': { one: '{count} bit', other: '{count} bits' },

    'ab.with': 'Compare with',
    'ab.nothing': 'nothing',
    'ab.heard': 'What is heard',
    'ab.none': 'It has no sound there.',

    'help.title': 'Sounds',
    'help.play': 'Play or pause',
    'help.seek': 'Back or on by a second',
    'help.loop': 'Loop',
    'help.step': 'In full screen: previous or next step',
    'help.ab': 'In full screen: hear the other run',
  },
  {
    'zh-CN': {
      title: '音频',
      'settings.label': '音频设置',
      'tags.empty': '还没有音频',
      'tags.emptyHint': '记录的第一段音频会自动出现在这里。',

      'shape.legend': '图形',
      'shape.both': '全部',
      'shape.wave': '波形',
      'shape.spectrum': '频谱图',

      'clip.role': '播放器',
      'clip.alt': '{tag}，{run}，第 {step} 步',
      'clip.keys': '空格键播放或暂停，方向键移动一秒，Home 和 End 跳到两端，l 循环播放。',
      'clip.none': '没有音频：{reason}',
      'clip.unknown': '此浏览器无法播放（{format}），但可以下载。',
      'clip.long': '太长，此处不绘制图形；可以播放。',
      'clip.mono': '单声道',
      'clip.stereo': '立体声',
      'clip.channels': '{count} 声道',
      'clip.hertz': '{rate} Hz',
      'clip.bits': '{count} 位',

      'ab.with': '对比对象',
      'ab.nothing': '无',
      'ab.heard': '正在听',
      'ab.none': '那里没有音频。',

      'help.title': '音频',
      'help.play': '播放或暂停',
      'help.seek': '后退或前进一秒',
      'help.loop': '循环播放',
      'help.step': '全屏时：上一步或下一步',
      'help.ab': '全屏时：听另一个运行',
    },
  },
);
