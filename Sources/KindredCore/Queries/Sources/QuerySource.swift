import Synchronization

/// What a query reads instead of its model's table.
indirect enum QuerySource: Sendable {
  /// The union, intersection or difference of other queries.
  case compound(CompoundQuery)
  /// The rows of another query.
  case subquery(RowRequest)
  /// A common table of the statement.
  case table(CommonTableDefinition)

  /// Whether its rows have all columns of the query's model.
  var hasModel: Bool {
    switch self {
    case .compound(let compound): compound.operands.first?.selection?.hasObjects ?? true
    case .subquery(let request): request.selection?.hasObjects ?? true
    case .table: false
    }
  }
}

extension Query {
  /// Whether its rows have all columns of the model, and not only selected values.
  var hasModel: Bool { extras?.source?.hasModel ?? true }
}

/// The union, intersection or difference of queries whose rows have the same columns.
struct CompoundQuery: Sendable {
  let operation: SetOperation
  /// Whether equal rows are kept as often as they are found.
  let isAll: Bool
  /// Two or more.
  let operands: [RowRequest]
}

/// A set operation.
package enum SetOperation: Sendable, Hashable {
  case union, intersection, difference

  /// The keyword of the SQL standard.
  package var keyword: String {
    switch self {
    case .union: "UNION"
    case .intersection: "INTERSECT"
    case .difference: "EXCEPT"
    }
  }
}

extension RowRequest {
  /// All rows of a source, which has the columns of another request.
  ///
  /// - Parameter types: The types of the selected expressions.
  init(_ source: QuerySource, like request: RowRequest, types: [ColumnType]) {
    var query = Query(schema: request.query.schema)
    query.database = request.query.database
    query.fetchMode = request.query.fetchMode
    let loaded = request.query.extras?.loadedColumns.filter(\.path.isRoot) ?? []
    query.extras = QueryExtras.changing(nil) { options in
      options.source = source
      options.loadedColumns = loaded
      options.owner = request.query.owner
    }
    self.init(query: query)
    guard let selected = request.selection else { return }
    var selection = ResultSelection(hasObjects: selected.hasObjects)
    let start = selected.hasObjects ? query.schema.fields.count : 0
    selection.add(
      selected.shown.indices.map { index in
        .field(.root, .selected(start + index, types.indices.contains(index) ? types[index] : .text))
      })
    self.selection = selection
    if !selected.hasObjects { self.query.ordering = [] }
  }

  /// The names of its columns where another statement reads its rows.
  var columnNames: [String] {
    let fields = selection?.hasObjects ?? true ? query.schema.fields.map(\.column) : []
    return fields + (selection?.shown ?? []).indices.map { SelectStatement.columnName(fields.count + $0) }
  }

  /// Whether it asks for all rows of its source and nothing more.
  var isWholeSource: Bool {
    let start = selection?.hasObjects ?? true ? query.schema.fields.count : 0
    let isUnchanged =
      selection.map { selection in
        selection.conditions.isEmpty && selection.ordering == nil && selection.grouping == .none
          && selection.shown.count == selection.columns.count
          && selection.columns.enumerated().allSatisfy { index, column in
            if case .field(.root, let field) = column { field.position == start + index } else { false }
          }
      } ?? true
    return isUnchanged && query.scopes.isEmpty && query.ordering?.isEmpty ?? true && !query.isReversed
      && !query.isDistinct && !query.window.isSlice && !query.isNone && query.failure == nil
      && query.extras?.lock == nil && query.extras?.joins.isEmpty ?? true && !query.hasDistinctColumns
  }
}

// MARK: - Columns

extension FieldSchema {
  /// The column of a selected expression, where another statement reads the result. The process has one object for each
  /// index and type, because shapes compare fields by identity.
  static func selected(_ index: Int, _ type: ColumnType) -> FieldSchema {
    SelectedFields.shared.field(index, type.withoutLimits)
  }
}

private final class SelectedFields: Sendable {
  private struct Key: Hashable {
    let index: Int
    let type: ColumnType
  }

  static let shared = SelectedFields()

  private let fields = Mutex<[Key: FieldSchema]>([:])

  func field(_ index: Int, _ type: ColumnType) -> FieldSchema {
    fields.withLock { fields in
      let key = Key(index: index, type: type)
      if let known = fields[key] { return known }
      let name = SelectStatement.columnName(index)
      // Nothing converts values of such a column by its schema, so that any codec will do.
      let field = FieldSchema(
        name: name, column: name, type: type, isNullable: true, options: FieldOptions(), choices: nil, relation: nil,
        codec: FieldCodec(String.self), position: index)
      fields[key] = field
      return field
    }
  }
}

// MARK: - Shape

extension QuerySource {
  func hashShape(into hash: inout ShapeHash) {
    switch self {
    case .compound(let compound):
      hash.combine(1)
      hash.combine(hashOf: compound.operation)
      hash.combine(compound.isAll)
      hash.combine(compound.operands.count)
      for operand in compound.operands { operand.hashShape(into: &hash) }
    case .subquery(let request):
      hash.combine(2)
      request.hashShape(into: &hash)
    case .table(let table):
      hash.combine(3)
      table.hashShape(into: &hash)
    }
  }

  static func haveSameShape(_ source: QuerySource?, _ other: QuerySource?) -> Bool {
    switch (source, other) {
    case (nil, nil): true
    case (.compound(let compound), .compound(let other)):
      compound.operation == other.operation && compound.isAll == other.isAll
        && compound.operands.elementsEqual(other.operands) { $0.hasSameShape(as: $1) }
    case (.subquery(let request), .subquery(let other)): request.hasSameShape(as: other)
    case (.table(let table), .table(let other)): table.hasSameShape(as: other)
    case (nil, _), (.compound, _), (.subquery, _), (.table, _): false
    }
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    switch self {
    case .compound(let compound): for operand in compound.operands { operand.collectValues(into: &values) }
    case .subquery(let request): request.collectValues(into: &values)
    case .table(let table): table.collectValues(into: &values)
    }
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> QuerySource {
    switch self {
    case .compound(let compound):
      .compound(
        CompoundQuery(
          operation: compound.operation, isAll: compound.isAll,
          operands: compound.operands.map { $0.stripped(&slots) }))
    case .subquery(let request): .subquery(request.stripped(&slots))
    case .table(let table): .table(table.stripped(&slots))
    }
  }
}

extension RowRequest {
  func hashShape(into hash: inout ShapeHash) {
    query.hashShape(into: &hash)
    hash.combine(selection == nil)
    selection?.hashShape(into: &hash)
  }

  func hasSameShape(as other: RowRequest) -> Bool {
    guard query.hasSameShape(as: other.query) else { return false }
    guard let selection, let others = other.selection else { return selection == nil && other.selection == nil }
    return selection.hasSameShape(as: others)
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    query.collectValues(into: &values)
    selection?.collectValues(into: &values)
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> RowRequest {
    let query = query.stripped(&slots)
    return RowRequest(query: query, selection: selection?.stripped(&slots))
  }
}
