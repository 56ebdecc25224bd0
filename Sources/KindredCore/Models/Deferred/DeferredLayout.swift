/// Where the columns of a model with deferred columns stand in the rows of a query. Other rows have all columns, in the
/// schema's order.
struct DeferredLayout: Sendable {
  /// The number of columns of the model in a row.
  let width: Int
  /// The index of the first deferred field in the schema.
  private let start: Int
  /// The column of each deferred field; -1 for those that a row does not have.
  private let columns: [Int32]

  /// - Parameter fields: The fields that a row has, in the schema's order.
  init(_ fields: [FieldSchema], of schema: ModelSchema) {
    width = fields.count
    start = schema.deferredStart
    columns = schema.fields[schema.deferredStart...].map { field in
      fields.firstIndex { $0 === field }.map(Int32.init) ?? -1
    }
  }

  /// The column of a field; nil if a row does not have it.
  func column(of field: Int32) -> Int32? {
    let place = Int(field) - start
    guard columns.indices.contains(place) else { return field }
    return columns[place] < 0 ? nil : columns[place]
  }
}

extension DatabaseRow {
  /// The column of a deferred field; nil if the row does not have it.
  @usableFromInline
  func column(ofDeferred field: Int32) -> Int32? {
    guard let links, let layout = links.object.layout else { return field }
    return layout.column(of: field)
  }

  /// The number of columns of the model that is read.
  func width(of schema: ModelSchema) -> Int {
    guard schema.hasDeferred, let links, let layout = links.object.layout else { return schema.fields.count }
    return layout.width
  }
}

extension Query {
  /// The fields of a model at a path that are read with the rows: all but the deferred ones, and those of them that were
  /// asked for.
  func rowFields(at path: RelationPath, of schema: ModelSchema) -> [FieldSchema] {
    guard schema.hasDeferred else { return schema.fields }
    let loaded = extras?.loadedColumns ?? []
    return schema.fields.enumerated().filter { index, field in
      index < schema.deferredStart || loaded.contains { $0.field === field && $0.path.fromRoot == path.fromRoot }
    }.map(\.element)
  }

  /// The fields of the query's own model that are read with the rows.
  var rowFields: [FieldSchema] { schema.hasDeferred ? rowFields(at: .root, of: schema) : schema.fields }

  /// How the rows are laid out at a path; nil if they have all columns.
  func layout(at path: RelationPath = .root, of schema: ModelSchema) -> DeferredLayout? {
    schema.hasDeferred ? DeferredLayout(rowFields(at: path, of: schema), of: schema) : nil
  }
}
