import KindredModelSyntax
import Testing

@Suite("Names")
struct NamingTests {
  @Test(
    "R-17 to R-20: what a foreign key is called from its other end",
    arguments: [
      ("Entry", nil, nil, "entrySet", "entry"),
      ("BlogEntry", nil, nil, "blogEntrySet", "blogEntry"),
      ("URLAlias", nil, nil, "urlAliasSet", "urlAlias"),
      ("URL", nil, nil, "urlSet", "url"),
      ("B", nil, nil, "bSet", "b"),
      ("HTTP2Session", nil, nil, "http2SessionSet", "http2Session"),
      ("Entry", "entries", nil, "entries", "entries"),
      ("Entry", "entries", "post", "entries", "post"),
      ("Entry", nil, "post", "entrySet", "post"),
      ("Entry", "+", nil, nil, nil),
      ("Entry", "hidden+", "post", nil, nil),
      ("BlogEntry", "%(class)sList", "%(class)sRow", "blogEntryList", "blogEntryRow"),
    ] as [(String, String?, String?, String?, String?)])
  func relation(
    _ model: String, _ relatedName: String?, _ relatedQueryName: String?, _ accessor: String?, _ queryName: String?
  ) {
    let names = RelationNames(model: model, relatedName: relatedName, relatedQueryName: relatedQueryName)
    #expect(names.accessor == accessor)
    #expect(names.queryName == queryName)
  }

  @Test(arguments: [
    ("name", "name"), ("pubDate", "pub_date"), ("HTMLBody", "html_body"), ("htmlURL", "html_url"), ("a1B", "a1_b"),
    ("already_snake", "already_snake"),
  ])
  func snakeCase(_ name: String, _ column: String) { #expect(name.snakeCased == column) }

  @Test(
    arguments: [
      ("ratng", "rating"), ("Headline", "headline"), ("headlnie", "headline"), ("colour", nil), ("", nil),
    ] as [(String, String?)])
  func nearest(_ name: String, _ found: String?) {
    #expect(["headline", "rating", "pubDate"].nearest(to: name) == found)
  }

  @Test(arguments: [("class", "`class`"), ("name", "name"), ("default", "`default`"), ("Type", "Type")])
  func backTicks(_ name: String, _ spelled: String) { #expect(name.quotedIfNeeded == spelled) }
}
