/// What a property of a ``Selection`` can be selected by: an expression of its type, a model's columns, or the columns of
/// another selection.
public protocol SelectionTerm<SelectedValue>: Sendable {
  /// The type of the property.
  associatedtype SelectedValue: Sendable

  /// Adds everything that has to be selected to a list. Static, so that it cannot have the name of a column.
  static func add(_ term: Self, to list: inout SelectionList)
}

/// What an optional property of a ``Selection`` can be selected by: an optional expression, or one that is never NULL.
public protocol OptionalSelectionTerm<SelectedBase>: SelectionTerm {
  /// The type of the property without its optionality.
  associatedtype SelectedBase: Sendable
}

extension QueryExpression {
  /// Adds the expression.
  public static func add(_ term: Self, to list: inout SelectionList) { list.add(term.node) }
}

extension ColumnExpression: OptionalSelectionTerm {
  /// The type without its optionality.
  public typealias SelectedBase = Value.Base
}

extension Expr: OptionalSelectionTerm where Value: FieldValue {
  /// The type without its optionality.
  public typealias SelectedBase = Value.Base
}

extension ConditionalExpression: OptionalSelectionTerm where Value: FieldValue {
  /// The type without its optionality.
  public typealias SelectedBase = Value.Base
}

extension ModelColumns {
  /// Adds all columns of the model.
  public static func add(_ term: Self, to list: inout SelectionList) { list.add(Model.schema, at: term.queryPath) }
}
