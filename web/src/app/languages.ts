// The languages by their own names, which are the same in every catalogue.

import type { Locale } from '../base/i18n';

export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' };
