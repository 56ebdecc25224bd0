/// Some rows of a query in its order, and where the pages before and after begin. See ``Queryable/page(of:after:)``.
public struct Page<Model: KindredCore.Model, Element: Sendable>: Sendable {
  /// The rows of the page.
  public let items: [Element]
  /// The position of the first row; nil if the page is empty.
  public let start: PageCursor<Model>?
  /// The position of the last row; nil if the page is empty.
  public let end: PageCursor<Model>?
  /// Whether there are rows after the page.
  public let hasNext: Bool
  /// Whether there are rows before the page. After a cursor there are, unless they were deleted.
  public let hasPrevious: Bool

  /// The cursor for the page after this one, for `page(of:after:)`; nil if there is none.
  public var next: PageCursor<Model>? { hasNext ? end : nil }
  /// The cursor for the page before this one, for `page(of:before:)`; nil if there is none.
  public var previous: PageCursor<Model>? { hasPrevious ? start : nil }
}

extension Queryable {
  /// The first rows after a position, in the query's order.
  ///
  /// It does not skip rows as an offset does: the database begins at the position, so a page far down takes no longer
  /// than the first, and rows that are inserted or deleted meanwhile shift nothing.
  ///
  /// ```swift
  /// let newest = Entry.objects.order { ($0.pubDate.desc, $0.headline) }
  /// let page = try await newest.page(of: 20)
  /// let more = try await newest.page(of: 20, after: page.next)
  /// // SELECT … WHERE "entry"."pub_date" <= ?1 AND ("entry"."pub_date" < ?2 OR "entry"."pub_date" = ?3 AND …)
  /// //   ORDER BY "entry"."pub_date" DESC, "entry"."headline" ASC, "entry"."id" ASC LIMIT ?7
  /// ```
  ///
  /// The primary key is added to the order unless that is unique already. NULL has its place in the order, as the
  /// database has it or as `nullsFirst` and `nullsLast` say.
  ///
  /// - Parameters:
  ///   - size: The number of rows; at least 1.
  ///   - cursor: The position, from a page of the same query; nil for the beginning.
  /// - Throws: ``KindredError/Code/invalidCursor`` for a cursor of a query in another order.
  public func page(of size: Int, after cursor: PageCursor<Model>? = nil) async throws -> Page<Model, Model> {
    try await pages.page(of: size, cursor.map { .after($0) } ?? .first)
  }

  /// The last rows before a position, in the query's order.
  ///
  /// - Parameters:
  ///   - size: The number of rows; at least 1.
  ///   - cursor: The position, from a page of the same query; nil for the end, which gives the last page.
  public func page(of size: Int, before cursor: PageCursor<Model>?) async throws -> Page<Model, Model> {
    try await pages.page(of: size, cursor.map { .before($0) } ?? .last)
  }

  private var pages: PageReader<Model, Model> { PageReader(request) { try Model(row: $0) } }
}

extension ResultQuery where Kind == AnnotatedObjects {
  /// The first rows after a position, in the query's order, which may go by annotations. See
  /// ``Queryable/page(of:after:)``.
  ///
  /// ```swift
  /// let page = try await Blog.objects.annotate { $0.entry.count() }
  ///   .order { blog, entries in (entries.desc, blog.name) }
  ///   .page(of: 20, after: cursor) // Page<Blog, (Blog, Int)>
  /// ```
  public func page(of size: Int, after cursor: PageCursor<Model>? = nil) async throws -> Page<Model, Element> {
    try await PageReader(request, read).page(of: size, cursor.map { .after($0) } ?? .first)
  }

  /// The last rows before a position, in the query's order. See ``Queryable/page(of:before:)``.
  public func page(of size: Int, before cursor: PageCursor<Model>?) async throws -> Page<Model, Element> {
    try await PageReader(request, read).page(of: size, cursor.map { .before($0) } ?? .last)
  }
}
