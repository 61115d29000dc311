import { parse as parseYaml } from "yaml";
import { splitFencedText } from "./fenced-blocks.ts";
import { Pattern } from "./prompt-library.ts";
import { termsOf } from "./request-terms.ts";

const frontMatter = /^---\n(.*?)\n---\n/s;

const onlyBlock = (blocks: readonly { language: string; text: string }[], language: string) => {
  const found = blocks.filter((block) => block.language === language);
  const [block] = found;
  if (block === undefined || found.length > 1) {
    throw new Error(`a pattern has exactly one \`\`\`${language} block, this has ${found.length}`);
  }
  return block.text;
};

/**
 * Reads one file of the pattern library: front matter, description, a json block with the node's
 * metadata and tests, a js block with its code. Throws, naming the file, where any is amiss.
 */
export const parsePattern = (fileName: string, source: string): Pattern => {
  const id = fileName.replace(/\.md$/, "");
  try {
    const text = source.replaceAll("\r\n", "\n");
    const match = frontMatter.exec(text);
    if (match?.[1] === undefined) throw new Error("front matter is missing");
    const { lead, blocks } = splitFencedText(text.slice(match[0].length));
    const head: unknown = parseYaml(match[1]);
    const pattern = Pattern.parse({
      ...(head !== null && typeof head === "object" ? head : {}),
      description: lead.replace(/\s+/g, " "),
      node: JSON.parse(onlyBlock(blocks, "json")),
      code: onlyBlock(blocks, "js"),
    });
    if (pattern.id !== id) throw new Error(`its id is ${pattern.id}, its file says ${id}`);
    if (!pattern.kinds.includes(pattern.node.kind)) {
      throw new Error(`its node is of kind ${pattern.node.kind}, which \`kinds\` does not name`);
    }
    const vague = pattern.needs.flat().find((need) => termsOf(need).length === 0);
    if (vague !== undefined) throw new Error(`"${vague}" among its needs is in every request`);
    return pattern;
  } catch (error) {
    throw new Error(`pattern ${fileName}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
};
