export interface YamlItemScannerOptions {
  /** An object of the list under `items`, as a text of its own. */
  readonly onItem: (text: string) => void;
  /** A document without the objects of its list. */
  readonly onDocument: (text: string) => void;
}

/**
 * Cuts the output of `kubectl get -o yaml` into its objects, line by line. Within `items:` each begins with a dash as far left as the first one's; block
 * scalars and folded texts lie further right than that, so no line of theirs is mistaken for one.
 */
export class YamlItemScanner {
  private readonly options: YamlItemScannerOptions;
  private item: string[] | undefined;
  private document: string[] = [];
  private isInItems = false;
  private itemIndent: number | undefined;

  constructor(options: YamlItemScannerOptions) {
    this.options = options;
  }

  takeLine(text: string): void {
    const line = text.replace(/^\ufeff/, "");
    if (line === "---" || line.startsWith("--- ")) {
      this.endDocument();
      return;
    }
    if (this.isInItems) {
      const indent = line.length - line.trimStart().length;
      const isDash = line.startsWith("- ", indent) || line.slice(indent) === "-";
      if (isDash && (this.itemIndent === undefined || indent === this.itemIndent)) {
        this.itemIndent = indent;
        this.endItem();
        this.item = [`${line.slice(0, indent)}  ${line.slice(indent + 2)}`];
        return;
      }
      // A field at the left edge is the document's own again.
      if (indent > 0 || line === "" || line.startsWith("#")) {
        this.item?.push(line);
        return;
      }
      this.endItem();
      this.isInItems = false;
    }
    if (/^items:\s*$/.test(line)) {
      this.isInItems = true;
      this.itemIndent = undefined;
      this.document.push("items: []");
    } else this.document.push(line);
  }

  finish(): void {
    this.endDocument();
  }

  private endItem(): void {
    if (this.item !== undefined) this.options.onItem(this.item.join("\n"));
    this.item = undefined;
  }

  private endDocument(): void {
    this.endItem();
    const text = this.document.join("\n");
    this.document = [];
    this.isInItems = false;
    if (text.trim() !== "") this.options.onDocument(text);
  }
}
