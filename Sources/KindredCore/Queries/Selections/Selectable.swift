/// A type that a property of a ``Selection`` can have: a field value, a model, or another selection.
public protocol Selectable: Sendable {
  /// What selects such a property, and what the closures of later verbs get for it.
  associatedtype SelectedColumns: SelectionTerm

  /// Takes what selects the property from a list.
  static func selectedColumns(from list: inout SelectionList) -> SelectedColumns

  /// Reads the property from the next columns of a row.
  static func readSelected(_ row: borrowing DatabaseRow, at place: inout SelectionPlace) throws -> Self
}

/// A type that an optional property of a ``Selection`` can have: a field value or a model.
public protocol OptionallySelectable: Selectable {
  /// What selects an optional property.
  associatedtype OptionalSelectedColumns: SelectionTerm

  /// Takes what selects the property from a list.
  static func optionalSelectedColumns(from list: inout SelectionList) -> OptionalSelectedColumns

  /// Reads the property from the next columns of a row; nil for NULL, and for a model that is not there.
  static func readOptionalSelected(_ row: borrowing DatabaseRow, at place: inout SelectionPlace) throws -> Self?
}

/// What the closures of a result get for a property of this type.
public typealias Selected<Value: Selectable> = Value.SelectedColumns

/// Where a property is read from: the place in a row.
@frozen
public struct SelectionPlace: Sendable {
  @usableFromInline var column: Int32
  /// How many models stand before it.
  @usableFromInline var models: Int32

  /// The first column of a row.
  @inlinable
  public init() {
    column = 0
    models = 0
  }

  init(column: Int) {
    self.column = Int32(column)
    models = 0
  }
}

// MARK: - Field values

extension FieldValue where SelectedColumns == Expr<Self> {
  /// Takes the expression from a list.
  public static func selectedColumns(from list: inout SelectionList) -> Expr<Self> { Expr(list.nextExpression()) }
}

extension FieldValue where OptionalSelectedColumns == Expr<Self?> {
  /// Takes the expression from a list.
  public static func optionalSelectedColumns(from list: inout SelectionList) -> Expr<Self?> {
    Expr(list.nextExpression())
  }
}

extension FieldValue {
  /// Reads the next column.
  @inlinable @inline(__always)
  public static func readSelected(_ row: borrowing DatabaseRow, at place: inout SelectionPlace) throws -> Self {
    let column = place.column
    place.column = column &+ 1
    return try Self(row: row, column: column)
  }

  /// Reads the next column; nil for NULL.
  @inlinable @inline(__always)
  public static func readOptionalSelected(
    _ row: borrowing DatabaseRow, at place: inout SelectionPlace
  ) throws -> Self? {
    let column = place.column
    place.column = column &+ 1
    return try readOptional(row, column: column)
  }
}

// MARK: - Models

extension Model {
  /// Takes the model's columns from a list.
  public static func selectedColumns(from list: inout SelectionList) -> Columns {
    Columns(path: list.nextModel(schema))
  }

  /// Takes the model's columns, where its row may be missing, from a list.
  public static func optionalSelectedColumns(from list: inout SelectionList) -> OptionalColumns {
    OptionalColumns(path: list.nextModel(schema))
  }

  /// Reads the model from the next columns.
  public static func readSelected(_ row: borrowing DatabaseRow, at place: inout SelectionPlace) throws -> Self {
    try Self(row: row.model(schema, at: &place))
  }

  /// Reads the model from the next columns; nil if its row is missing, so that its key is NULL.
  public static func readOptionalSelected(
    _ row: borrowing DatabaseRow, at place: inout SelectionPlace
  ) throws -> Self? {
    let part = row.model(schema, at: &place)
    return part.isNull(Int32(schema.keyIndex)) ? nil : try Self(row: part)
  }
}

// MARK: - Optionals

extension Optional: Selectable where Wrapped: OptionallySelectable {
  /// What selects an optional property.
  public typealias SelectedColumns = Wrapped.OptionalSelectedColumns

  /// Takes what selects the property from a list.
  public static func selectedColumns(from list: inout SelectionList) -> Wrapped.OptionalSelectedColumns {
    Wrapped.optionalSelectedColumns(from: &list)
  }

  /// Reads the property from the next columns.
  @inlinable @inline(__always)
  public static func readSelected(_ row: borrowing DatabaseRow, at place: inout SelectionPlace) throws -> Self {
    try Wrapped.readOptionalSelected(row, at: &place)
  }
}

extension Optional: OptionallySelectable where Wrapped: OptionallySelectable {
  /// What selects an optional property.
  public typealias OptionalSelectedColumns = Wrapped.OptionalSelectedColumns

  /// Takes what selects the property from a list.
  public static func optionalSelectedColumns(from list: inout SelectionList) -> Wrapped.OptionalSelectedColumns {
    Wrapped.optionalSelectedColumns(from: &list)
  }

  /// Reads the property from the next columns.
  @inlinable
  public static func readOptionalSelected(
    _ row: borrowing DatabaseRow, at place: inout SelectionPlace
  ) throws -> Self? {
    .some(try Wrapped.readOptionalSelected(row, at: &place))
  }
}
