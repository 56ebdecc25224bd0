/// How the rows of a query are counted for its pages.
public enum PageCounting: Sendable, Hashable {
  /// Exactly, by a statement of its own.
  case exact
  /// As the database's planner estimates it, which reads no rows; exactly where it does not.
  case estimate
  /// Not at all.
  case none
}

/// A page with a number. See ``RowQuery/paginate(page:of:counting:)``.
public struct NumberedPage<Element> {
  /// The rows of the page.
  public let items: [Element]
  /// The number of the page, from 1.
  public let number: Int
  /// The number of rows of a full page.
  public let size: Int
  /// The number of rows on all pages; nil if they were not counted.
  public let count: Int?
  /// Whether ``count`` is an estimate.
  public let isEstimate: Bool
  /// Whether there is a page after this one.
  public let hasNext: Bool

  /// Whether there is a page before this one.
  public var hasPrevious: Bool { number > 1 }
  /// The number of pages, at least 1; nil if the rows were not counted.
  public var pageCount: Int? { count.map { Self.pages(of: $0, size: size) } }
  /// The positions of the rows among all rows, from 0.
  public var positions: Range<Int> {
    let first = (number - 1) * size
    return first..<first + items.count
  }

  static func pages(of count: Int, size: Int) -> Int { count <= 0 ? 1 : (count - 1) / size + 1 }
}

extension NumberedPage: Sendable where Element: Sendable {}

extension RowQuery {
  /// The page with a number, counted from 1: `LIMIT` and `OFFSET`.
  ///
  /// ```swift
  /// let page = try await Entry.objects.order { $0.pubDate.desc }.paginate(page: 3, of: 20)
  /// print(page.items, "page \(page.number) of \(page.pageCount ?? 0)")
  /// // SELECT COUNT(*) FROM "entry"
  /// // SELECT … ORDER BY "entry"."pub_date" DESC, "entry"."id" DESC LIMIT ?1 OFFSET ?2
  /// ```
  ///
  /// The primary key is added to the order of objects, so that rows that are equal in the order do not change places
  /// between two pages. The database reads and skips all rows before the page; see ``Queryable/page(of:after:)`` for
  /// pages without that cost.
  ///
  /// - Parameters:
  ///   - number: The number of the page, from 1.
  ///   - size: The number of rows per page; at least 1.
  ///   - counting: How the rows are counted. Without a count, one row more is read to know whether there is a next page.
  /// - Throws: ``KindredError/Code/noSuchPage`` if the page has no rows, except for the first one.
  public func paginate(
    page number: Int, of size: Int, counting: PageCounting = .exact
  ) async throws -> NumberedPage<Element> {
    let request = request
    try request.query.check()
    guard size >= 1, size < .max else { throw KindredError(.invalidQuery, "The size of a page must be at least 1.") }
    guard number >= 1 else { throw noPage(number) }
    let (offset, overflow) = (number - 1).multipliedReportingOverflow(by: size)
    guard !overflow, offset < .max - size - 1 else { throw noPage(number) }
    var count: Int?
    var isEstimate = false
    switch counting {
    case .exact: count = try await self.count()
    case .estimate: (count, isEstimate) = try await estimate()
    case .none: break
    }
    if let count, !isEstimate, number > NumberedPage<Element>.pages(of: count, size: size) { throw noPage(number) }
    let slice = changed { request in
      request.orderForPages()
      request.query.window = request.query.window.slice(from: offset, to: offset + size + 1)
      if request.query.window.isEmpty { request.query.isNone = true }
    }
    var items = try await rows(of: slice)
    let hasNext = items.count > size
    if hasNext { items.removeLast() }
    if items.isEmpty && number > 1 { throw noPage(number) }
    return NumberedPage(
      items: items, number: number, size: size, count: count, isEstimate: isEstimate, hasNext: hasNext)
  }

  /// About how many rows there are, as the database's planner estimates it. It reads no rows.
  ///
  /// ```swift
  /// let about = try await Entry.objects.filter { $0.rating > 7 }.estimatedCount()
  /// // EXPLAIN SELECT … FROM "entry" WHERE "entry"."rating" > $1
  /// ```
  ///
  /// SQLite has no estimates, so the rows are counted there.
  public func estimatedCount() async throws -> Int { try await estimate().count }

  private func estimate() async throws -> (count: Int, isEstimate: Bool) {
    let request = request
    try request.query.check()
    if request.query.isNone { return (0, false) }
    let database = try request.query.place().database
    let rules = database.dialect.rules
    var lines: [String] = []
    if rules.features.contains(.estimatesRows) {
      var key = request
      if key.selection == nil && !key.query.hasDistinctColumns && !key.query.window.isSlice { key.query.ordering = [] }
      try await database.run(key.key(.explain)) { lines.append(try rules.explanation(in: $0)) }
    }
    if let rows = rules.estimatedRows(in: lines.joined(separator: "\n")) { return (rows, true) }
    return (try await count(), false)
  }

  private func noPage(_ number: Int) -> KindredError {
    KindredError(.noSuchPage, "There is no page \(number).") {
      $0.model = Model.schema.name
      $0.table = Model.schema.table
    }
  }
}

extension RowRequest {
  /// Gives objects an order in which no two are equal.
  fileprivate mutating func orderForPages() {
    orderIfUnordered(evenIfCleared: true)
    if query.hasDistinctColumns || (selection.map { !$0.hasObjects } ?? false) { return }
    let terms = selection?.ordering ?? query.effectiveOrdering
    let isUnique = terms.contains { term in
      guard case .field(let path, let field) = term.expression?.unscoped else { return false }
      return path.isRoot && field === query.schema.key
    }
    guard !isUnique, !terms.contains(where: \.isRandom) else { return }
    let key = QueryOrdering(
      .expression(.field(.root, query.schema.key)), descending: terms.last?.isDescending ?? false)
    if selection?.ordering != nil {
      selection?.ordering = terms + [key]
    } else {
      query.ordering = terms + [key]
      query.isReversed = false
    }
  }
}
