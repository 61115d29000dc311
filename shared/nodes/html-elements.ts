/** Names of HTML, SVG and MathML elements that a browser gives a meaning to. */
export const htmlElements: ReadonlySet<string> = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink
  blockquote body br button canvas caption center cite code col colgroup data datalist dd del details
  dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2
  h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend
  li link listing main map mark marquee math menu meta meter nav nobr noembed noframes noscript object
  ol optgroup option output p param picture plaintext portal pre progress q rp rt ruby s samp script
  search section select slot small source span strike strong style sub summary sup svg table tbody td
  template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
  animate animatetransform circle defs ellipse foreignobject g line lineargradient path polygon
  polyline rect set stop symbol text tspan use mi mn mo mrow mtext annotation-xml`
    .trim()
    .split(/\s+/),
);

/** Elements whose content is not text for people. */
export const hiddenContent: ReadonlySet<string> = new Set(["script", "style"]);

/** Elements that act without any attribute, so they are never taken for a type parameter. */
export const activeElements: ReadonlySet<string> = new Set([
  ...["script", "style", "iframe", "frame", "frameset", "embed", "svg", "math", "form", "base"],
  ...["plaintext", "xmp", "noscript", "template", "textarea", "title"],
]);
