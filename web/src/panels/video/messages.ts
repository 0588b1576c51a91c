// The visible strings of the panel of videos.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'Video',
    'settings.label': 'Video settings',
    'tags.empty': 'No videos yet',
    'tags.emptyHint': 'The first video that is logged appears here by itself.',

    'film.role': 'player',
    'film.alt': '{tag}, {run}, step {step}',
    'film.keys':
      'Space plays and pauses, comma and period go by one frame, the arrow keys by a second, Home and End to the ends, l repeats.',
    'film.none': 'No video: {reason}',
    'film.unknown': 'This browser does not play it ({format}). It can be downloaded.',
    'film.damaged': 'its frames cannot be decoded ({reason})',
    'film.rate': '{rate} fps',
    'film.frame': '{frame} / {count}',
    'film.back': 'Previous frame',
    'film.on': 'Next frame',

    'help.title': 'Videos',
    'help.play': 'Play or pause',
    'help.picture': 'Previous or next frame',
    'help.seek': 'Back or on by a second',
    'help.loop': 'Loop',
  },
  {
    'zh-CN': {
      title: '视频',
      'settings.label': '视频设置',
      'tags.empty': '还没有视频',
      'tags.emptyHint': '记录的第一段视频会自动出现在这里。',

      'film.role': '播放器',
      'film.alt': '{tag}，{run}，第 {step} 步',
      'film.keys': '空格键播放或暂停，逗号和句号移动一帧，方向键移动一秒，Home 和 End 跳到两端，l 循环播放。',
      'film.none': '没有视频：{reason}',
      'film.unknown': '此浏览器无法播放（{format}），但可以下载。',
      'film.damaged': '无法解码画面（{reason}）',
      'film.rate': '{rate} fps',
      'film.frame': '{frame} / {count}',
      'film.back': '上一帧',
      'film.on': '下一帧',

      'help.title': '视频',
      'help.play': '播放或暂停',
      'help.picture': '上一帧或下一帧',
      'help.seek': '后退或前进一秒',
      'help.loop': '循环播放',
    },
  },
);
