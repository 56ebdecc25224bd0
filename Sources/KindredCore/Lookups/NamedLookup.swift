/// A look-up that can be named in a path: `icontains` in `headline__icontains`.
///
/// The closure writes the condition as a query would. The types of its parameters say which fields the look-up is for.
///
/// ```swift
/// LookupRegistry.shared.register(
///   NamedLookup("soundslike") { (text: Expr<String?>, other: Expr<String?>) in
///     text.soundex() == other.soundex()
///   })
/// try await Person.objects.filter("name__soundslike", "Robert").all()
/// ```
///
/// A look-up whose parameter has a type of your own is for fields of this type only, and precedes one for all types that
/// are stored like it.
public struct NamedLookup: Sendable {
  /// The name. `isNull`, `isnull` and `is_null` are the same name.
  public let name: String
  let accepts: @Sendable (any FieldValue.Type) -> Bool
  /// Whether it can stand behind a relation, where the key is meant.
  let isForRelations: Bool
  let apply: @Sendable (DynamicExpression, DynamicOperand, NamePurpose) throws -> ExpressionNode

  /// Makes a look-up from a typed condition on two expressions, or on an expression and a plain value.
  public init<Subject: FieldValue, Operand: NamedParameter>(
    _ name: String, _ condition: @escaping @Sendable (Expr<Subject?>, Operand) -> QueryCondition
  ) {
    self.init(name, for: { Expr<Subject?>.accepts($0) }) { subject, operand, _ in
      if operand.isNull { throw NamedLookup.noNull(name) }
      return condition(Expr(subject.node), try Operand(operand)).node
    }
  }

  /// Makes a look-up for several types.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - accepts: Whether it is for fields of a type, which is given without optionality.
  ///   - isForRelations: Whether it can stand behind a relation, where the key is meant.
  ///   - apply: Makes the condition.
  init(
    _ name: String, for accepts: @escaping @Sendable (any FieldValue.Type) -> Bool = { _ in true },
    isForRelations: Bool = false,
    _ apply: @escaping @Sendable (DynamicExpression, DynamicOperand, NamePurpose) throws -> ExpressionNode
  ) {
    self.name = name
    self.accepts = accepts
    self.isForRelations = isForRelations
    self.apply = apply
  }

  static func noNull(_ name: String) -> KindredError {
    KindredError(.invalidQuery, "\"\(name)\" has no meaning with NULL; use \"isnull\".")
  }
}

/// What an expression is resolved for.
enum NamePurpose: Sendable {
  case query
  /// A check or an index: plain SQL operators, which other programs know, and columns of the row itself.
  case schema
}
