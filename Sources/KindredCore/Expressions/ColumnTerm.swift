/// A term that names a column: the column itself or, for a foreign key, the relation.
public protocol ColumnTerm {
  /// The column.
  var namedColumn: BareColumn { get }
  /// The columns of a term that names several: a set of fields.
  var namedColumns: [BareColumn] { get }
}

extension ColumnTerm {
  /// The one column.
  public var namedColumns: [BareColumn] { [namedColumn] }
}

extension ColumnExpression: ColumnTerm {
  /// The column itself.
  public var namedColumn: BareColumn { BareColumn(path: path, field: field) }
}

extension ModelColumns {
  /// The column of the foreign key that leads to the model; at the root, the model's primary key.
  public var namedColumn: BareColumn {
    guard case .forward(let relation) = queryPath.hops.last else {
      return BareColumn(path: queryPath, field: Model.schema.key)
    }
    return BareColumn(path: queryPath.parent, field: relation.field)
  }
}

extension BareColumn {
  /// The columns that terms name. A separate function, because a loop over a parameter pack in an async function
  /// corrupts the task's stack (Swift 6.3).
  static func list<each Term: ColumnTerm>(_ terms: repeat each Term) -> [BareColumn] {
    var columns: [BareColumn] = []
    for term in repeat each terms { columns += term.namedColumns }
    return columns
  }
}

extension KindredError {
  /// The error for an empty closure: Swift treats anything that is not a list of terms as an empty list.
  static func noTerms(_ verb: String, _ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "The closure of \(verb) contains no terms. Return one term, or several in parentheses without labels, as in { ($0.a, $0.b) }; "
        + "each has to be a column, a relation or an expression that \(verb) takes."
    ) {
      $0.model = schema.name
      $0.table = schema.table
    }
  }

  /// The error for a closure that uses the columns of an outer closure instead of its own.
  static func foreignColumn(_ verb: String, _ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery, "The closure of \(verb) uses a column of an outer query; it can only use columns of its own query."
    ) {
      $0.model = schema.name
      $0.table = schema.table
    }
  }
}
