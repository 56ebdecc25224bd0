/// The selected expressions of a result, with its conditions and ordering.
struct ResultSelection: Sendable {
  /// The grouping of the rows.
  enum Grouping: Hashable, Sendable {
    case none
    /// By object.
    case objects
    /// By the columns with these indices.
    case values([Int])
  }

  /// Whether whole objects come before the selected expressions.
  var hasObjects: Bool
  /// All computed expressions, in the order in which they were added. An expression may refer to earlier ones by index.
  private(set) var columns: [ExpressionNode] = []
  /// The indices of the selected expressions. Others are only used by conditions, groups or other expressions.
  private(set) var shown: [Int] = []
  /// The whole models among the selected expressions, by the index of their first column.
  private(set) var models: [SelectedModel] = []
  /// The indices of the expressions that the closures of later verbs get: those that are selected, and those of `alias`.
  private(set) var named: [Int] = []
  /// The result whose rows this one is made of; nil if they are those of the model's table. The first expressions are those
  /// of that result.
  private(set) var inner: InnerResult?
  private(set) var grouping = Grouping.none
  var conditions: [ExpressionNode] = []
  /// nil if the query's ordering applies.
  var ordering: [QueryOrdering]?

  init(hasObjects: Bool) { self.hasObjects = hasObjects }

  /// Makes a selection from the rows of another result, with the same expressions.
  init(from inner: InnerResult, like selection: ResultSelection) {
    hasObjects = selection.hasObjects
    columns = inner.selection.columns.indices.map { .output($0, depth: 0) }
    shown = selection.shown
    named = selection.named
    models = selection.models
    self.inner = inner
  }

  /// Adds expressions.
  ///
  /// - Parameters:
  ///   - models: The whole models among them.
  ///   - areShown: Whether they are selected, or only named for later verbs.
  mutating func add(
    _ nodes: [ExpressionNode], _ models: some Sequence<SelectedModel> = [], areShown: Bool = true
  ) {
    let first = columns.count
    columns += nodes
    named += first..<columns.count
    if areShown { shown += first..<columns.count }
    self.models += models.map { SelectedModel(schema: $0.schema, path: $0.path, start: first + $0.start) }
    if case .values(let groups) = grouping {
      guard areShown else { return }
      grouping = .values(
        groups + grouping(first..<columns.count).filter { hasColumn(columns[$0]) })
    } else if nodes.contains(where: isAggregate) {
      group()
    }
  }

  /// Takes the last expression out of those that are selected. Others can still refer to it.
  mutating func hideLast() {
    guard let last = shown.popLast() else { return }
    named.removeAll { $0 == last }
  }

  /// Adds an expression that later verbs do not get.
  mutating func addHidden(_ node: ExpressionNode) -> Int {
    columns.append(node)
    return columns.count - 1
  }

  /// Selects what `alias` named as well.
  mutating func exposeNamed() { shown = named }

  /// Shows the rows to a result around this one: with these expressions, and with the whole objects if it can.
  mutating func expose(_ indices: [Int], objects: Bool) {
    shown = indices
    hasObjects = objects
  }

  /// Replaces the selected expressions.
  mutating func replace(_ nodes: [ExpressionNode], _ models: some Sequence<SelectedModel> = []) {
    hasObjects = false
    shown = []
    named = []
    self.models = []
    add(nodes, models)
  }

  /// Groups the rows, unless they are grouped already.
  mutating func group() {
    guard grouping == .none else { return }
    grouping = hasObjects ? .objects : .values(grouping(shown))
  }

  /// The columns to group by: those that are neither aggregates nor windows, and of the queried model as a whole only the
  /// key, on which its other columns depend.
  private func grouping(_ indices: some Sequence<Int>) -> [Int] {
    var dependent: Set<Int> = []
    for model in models where model.path.isRoot && model.path.depth == columns[model.start].writtenDepth {
      dependent.formUnion(model.start..<model.start + model.schema.deferredStart)
      dependent.remove(model.start + model.schema.keyIndex)
    }
    return indices.filter { isGroup(columns[$0]) && !dependent.contains($0) }
  }

  /// Whether rows are grouped by such an expression.
  private func isGroup(_ node: ExpressionNode) -> Bool { !isAggregate(node) && !isWindow(node) }

  /// Whether the expression contains an aggregate, or refers to an expression that does.
  func isAggregate(_ node: ExpressionNode) -> Bool {
    let depth = node.writtenDepth
    return node.contains { part in
      guard case .output(let index, depth: depth) = part else { return part.isAggregate }
      return isOwn(index) && isAggregate(columns[index])
    }
  }

  /// Whether the expression is computed here, and not by the result inside.
  func isOwn(_ index: Int) -> Bool { columns.indices.contains(index) && index >= inner?.selection.columns.count ?? 0 }

  /// Whether the expression with an index is a key that has several stored forms.
  func isKey(_ index: Int) -> Bool {
    if let inner, index < inner.selection.columns.count { return inner.selection.isKey(index) }
    guard columns.indices.contains(index) else { return false }
    switch columns[index] {
    case .field(_, let field):
      if case .integer = field.type.kind { return false }
      return field.options.isPrimaryKey || field.relation != nil
    case .output(let earlier, _): return earlier < index && isKey(earlier)
    case .value, .list, .query, .operation, .window, .and, .or, .not, .scoped, .raw, .constant, .invalid: return false
    }
  }

  private func hasColumn(_ node: ExpressionNode) -> Bool {
    node.contains { part in
      switch part {
      // A text of the user's may contain a column.
      case .field, .query, .raw: true
      case .value, .list, .operation, .and, .or, .not, .scoped, .window, .output, .constant, .invalid: false
      }
    }
  }
}

// MARK: - Shape

extension ResultSelection {
  func hashShape(into hash: inout ShapeHash) {
    if let inner {
      inner.query.hashShape(into: &hash)
      inner.selection.hashShape(into: &hash)
    }
    hash.combine(hasObjects)
    for column in columns { column.hashShape(into: &hash) }
    for index in shown { hash.combine(index) }
    hash.combine(columns.count)
    hash.combine(hashOf: grouping)
    for condition in conditions { condition.hashShape(into: &hash) }
    for term in ordering ?? [] {
      if case .expression(let node) = term.key { node.hashShape(into: &hash) }
      hash.combine(term.isDescending)
    }
    hash.combine(conditions.count)
    hash.combine(ordering?.count ?? -1)
  }

  func hasSameShape(as other: ResultSelection) -> Bool {
    hasObjects == other.hasObjects && shown == other.shown && grouping == other.grouping
      && InnerResult.haveSameShape(inner, other.inner)
      && columns.elementsEqual(other.columns) { $0.hasSameShape(as: $1) }
      && conditions.elementsEqual(other.conditions) { $0.hasSameShape(as: $1) }
      && (ordering == nil) == (other.ordering == nil)
      && (ordering ?? []).elementsEqual(other.ordering ?? []) { $0.hasSameShape(as: $1) }
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    inner?.query.collectValues(into: &values)
    inner?.selection.collectValues(into: &values)
    for column in columns { column.collectValues(into: &values) }
    for condition in conditions { condition.collectValues(into: &values) }
    for case .expression(let node) in (ordering ?? []).map(\.key) { node.collectValues(into: &values) }
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> ResultSelection {
    var selection = self
    selection.inner = inner?.stripped(&slots)
    selection.columns = columns.map { $0.stripped(&slots) }
    selection.conditions = conditions.map { $0.stripped(&slots) }
    selection.ordering = ordering?.map { $0.stripped(&slots) }
    return selection
  }
}
