import { expect, test } from 'vitest';
import { answerOf, bareTag, besideTag, isPrompt, numberedTags, promptWord } from './pairs';

const torch = (tag: string) => `${tag}/text_summary`;
const ALL = ['gen/0/answer', 'gen/0/prompt', 'gen/1/answer', 'gen/1/prompt', 'gen/10/answer', 'notes'].map(torch);

test("an answer's prompt is the tag that differs in one word", () => {
  expect(besideTag(torch('gen/0/answer'), ALL)).toEqual(new Map([['prompt', torch('gen/0/prompt')]]));
  expect(promptWord(torch('gen/0/answer'), ALL)).toBe('prompt');
  expect(promptWord(torch('gen/10/answer'), ALL)).toBeNull();
  expect(promptWord('val_output', ['val_input', 'val_output', 'train_output'])).toBe('input');
  expect(promptWord('样本/回答', ['样本/提示', '样本/回答'])).toBe('提示');
});

test("a prompt's card reads the answers", () => {
  expect(answerOf(torch('gen/1/prompt'), ALL)).toBe(torch('gen/1/answer'));
  expect(answerOf(torch('gen/1/answer'), ALL)).toBe(torch('gen/1/answer'));
  expect(answerOf(torch('notes'), ALL)).toBe(torch('notes'));
});

test('samples by their number, in its order', () => {
  expect(numberedTags(torch('gen/1/answer'), ALL).map(bareTag)).toEqual([
    'gen/0/answer',
    'gen/1/answer',
    'gen/10/answer',
  ]);
  expect(numberedTags('notes', ALL)).toEqual(['notes']);
});

test('what is asked', () => {
  for (const name of ['prompt', 'Questions', 'user_input', '提示']) expect(isPrompt(name)).toBe(true);
  for (const name of ['answer', 'reward', '']) expect(isPrompt(name)).toBe(false);
});
