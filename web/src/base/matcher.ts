// Searching names: plain text without regard to case, or a regular expression.

export interface Search {
  readonly text: string;
  readonly regex: boolean;
}

export interface Matcher {
  readonly matches: (name: string) => boolean;
  /** What is wrong with the regular expression, in the browser's words; null when it is well formed. */
  readonly error: string | null;
}

const everything: Matcher = { matches: () => true, error: null };

/**
 * A matcher for what was typed. Empty text matches everything, and so does a malformed expression: while one is being typed, the
 * list stays as it is rather than going empty. Plain text may be several words; a name must hold them all, in any order.
 */
export function matcherOf({ text, regex }: Search): Matcher {
  if (text.trim() === '') return everything;
  if (!regex) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return {
      matches: (name) => {
        const lower = name.toLowerCase();
        return words.every((word) => lower.includes(word));
      },
      error: null,
    };
  }
  try {
    const expression = new RegExp(text, 'i');
    return { matches: (name) => expression.test(name), error: null };
  } catch (cause) {
    return { ...everything, error: reasonOf(cause, text) };
  }
}

// Browsers write "Invalid regular expression: /(/i: Unterminated group"; the last part is the one that helps.
function reasonOf(cause: unknown, text: string): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const after = message.indexOf(`/${text}/`);
  if (after < 0) return message;
  return message.slice(after + text.length + 2).replace(/^\w*:\s*/, '');
}
