/// Reads pages of a query by position.
struct PageReader<Model: KindredCore.Model, Element: Sendable> {
  enum Place {
    case first, last
    case after(PageCursor<Model>)
    case before(PageCursor<Model>)

    /// Whether the rows are read from the end of the order.
    var isBackward: Bool {
      switch self {
      case .first, .after: false
      case .last, .before: true
      }
    }

    var cursor: PageCursor<Model>? {
      switch self {
      case .first, .last: nil
      case .after(let cursor), .before(let cursor): cursor
      }
    }
  }

  private let request: RowRequest
  private let read: ResultReading<Element>

  init(_ request: RowRequest, _ read: @escaping ResultReading<Element>) {
    self.request = request
    self.read = read
  }

  func page(of size: Int, _ place: Place) async throws -> Page<Model, Element> {
    try request.query.check()
    try request.check(notSlicedFor: "be read in pages by a cursor")
    guard size >= 1, size < .max else {
      throw KindredError(.invalidQuery, "The size of a page must be at least 1.") { $0.model = Model.schema.name }
    }
    let database = try request.query.placeOfRows().database
    let order = try KeysetOrder(
      request, nullsAreLargest: database.dialect.rules.features.contains(.nullsAreLargest))
    let tag = try order.tag(Model.schema, request.selection, on: database)
    var request = request
    let sorted = place.isBackward ? order.reversed : order
    if let cursor = place.cursor { request.add(sorted.condition(after: try cursor.values(in: order, tag: tag))) }
    if request.query.isNone { return Page(items: [], start: nil, end: nil, hasNext: false, hasPrevious: false) }
    request.query.isReversed = false
    if request.selection?.ordering != nil {
      request.selection?.ordering = sorted.terms.map(\.ordering)
    } else {
      request.query.ordering = sorted.terms.map(\.ordering)
    }
    let columns = try request.columns(of: sorted.terms)
    // One row more says whether there is a further page.
    request.query.window = SliceWindow(limit: size + 1)
    var items: [Element] = []
    var ends: (first: [DatabaseValue], last: [DatabaseValue])?
    var count = 0
    let links = request.links(on: database)
    let joined = request.joinedReader(links)
    try await request.read(on: database, links) { row in
      count += 1
      if count > size { return }
      items.append(try read(row))
      try joined?.read(row)
      let values = try zip(columns, sorted.terms).map { column, term in try term.type.read(row, column) }
      ends = (ends?.first ?? values, values)
    }
    var cursors = ends.map { (PageCursor<Model>($0.first, tag: tag), PageCursor<Model>($0.last, tag: tag)) }
    if place.isBackward {
      items.reverse()
      cursors = cursors.map { ($1, $0) }
    }
    let (isMore, isBehind) = (count > size, place.cursor != nil)
    return Page(
      items: items, start: cursors?.0, end: cursors?.1, hasNext: place.isBackward ? isBehind : isMore,
      hasPrevious: place.isBackward ? isMore : isBehind)
  }
}

extension RowRequest {
  /// Adds the condition on a position.
  fileprivate mutating func add(_ condition: ExpressionNode) {
    if selection != nil { return filter(condition, excluding: false) }
    query.add(ExpressionTerm(condition), excluding: false)
  }

  /// Where the values of the terms stand in a row. Those that no column of the row has are selected in addition.
  fileprivate mutating func columns(of terms: [KeysetOrder.Term]) throws -> [Int32] {
    let (schema, fields) = (query.schema, query.rowFields)
    var added: [ExpressionNode] = []
    var columns: [Int32] = []
    for term in terms {
      switch term.node.unscoped {
      case .field(let path, let field) where path.isRoot && path.depth == 0 && fields.contains { $0 === field }:
        columns.append(Int32(fields.firstIndex { $0 === field } ?? 0))
      case .output(let index, depth: 0) where selection?.shown.contains(index) == true:
        columns.append(Int32(fields.count + (selection?.shown.firstIndex(of: index) ?? 0)))
      case .field, .value, .list, .operation, .and, .or, .not, .query, .scoped, .output, .window, .raw, .constant,
        .invalid:
        guard selection == nil else {
          throw KindredError(
            .invalidQuery,
            "The order of annotated objects in pages goes by their columns and annotations; annotate with the "
              + "expression first, and order by that."
          ) { $0.model = schema.name }
        }
        columns.append(Int32(fields.count + added.count))
        added.append(term.node)
      }
    }
    if !added.isEmpty {
      var wider = ResultSelection(hasObjects: true)
      wider.add(added)
      selection = wider
    }
    return columns
  }
}
