/// A function that can be called by name: `lower` in `F("headline").applying("lower")`.
///
/// The closure calls the function as a query would. The types of its parameters say what it takes.
///
/// ```swift
/// LookupRegistry.shared.register(NamedFunction("soundex") { (text: Expr<String?>) in text.soundex() })
/// try await Person.objects.filter("name__soundex", "R163").all()
/// ```
///
/// A function of one parameter is also a transform: its name can stand in a path, behind a field.
public struct NamedFunction: Sendable {
  /// The name. `weekDay`, `weekday` and `week_day` are the same name.
  public let name: String
  /// How many arguments it takes.
  let arity: ClosedRange<Int>
  /// Whether the first argument may have a type; nil if there is none.
  let accepts: @Sendable (any FieldValue.Type) -> Bool
  /// What the first argument has to be, in words.
  let expectation: String
  /// Whether the name can stand in a path.
  let isTransform: Bool
  let apply: @Sendable ([DynamicOperand], NamePurpose) throws -> DynamicExpression

  /// Makes a function of typed parameters.
  public init<each Parameter: NamedParameter, Result: FieldValue>(
    _ name: String, _ body: @escaping @Sendable (repeat each Parameter) -> Expr<Result>
  ) {
    var first: (any NamedParameter.Type)?
    var count = 0
    for type in repeat (each Parameter).self {
      first = first ?? type
      count += 1
    }
    let subject = first
    self.init(
      name, count...count, of: subject?.expectation ?? "nothing", for: { subject?.accepts($0) ?? false }
    ) { operands, _ in
      var next = OperandReader(operands)
      return DynamicExpression(body(repeat try next.take((each Parameter).self)))
    }
  }

  /// Makes a function of several types.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - arity: How many arguments it takes.
  ///   - expectation: What the first argument has to be, in words.
  ///   - accepts: Whether the first argument may have a type, which is given without optionality.
  ///   - isTransform: Whether the name can stand in a path; by default that of a function of one argument.
  ///   - apply: Makes the expression.
  init(
    _ name: String, _ arity: ClosedRange<Int>, of expectation: String,
    for accepts: @escaping @Sendable (any FieldValue.Type) -> Bool = { _ in true }, isTransform: Bool? = nil,
    _ apply: @escaping @Sendable ([DynamicOperand], NamePurpose) throws -> DynamicExpression
  ) {
    self.name = name
    self.arity = arity
    self.expectation = expectation
    self.accepts = accepts
    self.isTransform = isTransform ?? arity.contains(1)
    self.apply = apply
  }

  /// Makes a function of one argument of some kinds.
  init(
    _ name: String, of families: ValueFamily..., isTransform: Bool = true,
    apply: @escaping @Sendable (DynamicExpression) throws -> DynamicExpression
  ) {
    self.init(
      name, 1...1, of: ValueFamily.description(of: families), for: { families.contains(ValueFamily($0.columnType)) },
      isTransform: isTransform
    ) { operands, _ in try apply(operands[0].natural()) }
  }
}

/// Takes one operand after the other.
struct OperandReader {
  private var operands: ArraySlice<DynamicOperand>

  init(_ operands: [DynamicOperand]) { self.operands = operands[...] }

  mutating func take<Parameter: NamedParameter>(_ type: Parameter.Type) throws -> Parameter {
    try Parameter(operands.popFirst() ?? DynamicOperand(.value(.null)))
  }
}

/// An aggregate that can be called by name: `sum` in `.aggregate("sum", F("rating"))`.
public struct NamedAggregate: Sendable {
  /// What stands beside the arguments.
  struct Options: Sendable {
    var isDistinct = false
    var filter: QueryCondition?
    /// The result where there are no values.
    var fallback: DynamicOperand?
    var order: [QueryOrdering] = []
  }

  /// The name.
  public let name: String
  let arity: ClosedRange<Int>
  let accepts: @Sendable (any FieldValue.Type) -> Bool
  let expectation: String
  let apply: @Sendable ([DynamicOperand], Options) throws -> DynamicExpression

  /// Makes an aggregate of typed parameters, which takes no default.
  ///
  /// ```swift
  /// NamedAggregate("every") { (flag: Expr<Bool?>, distinct, filter) in flag.every(filter: filter) }
  /// ```
  public init<Parameter: NamedParameter, Result: FieldValue>(
    _ name: String,
    _ body: @escaping @Sendable (Parameter, _ distinct: Bool, _ filter: QueryCondition?) -> Expr<Result>
  ) {
    self.init(name, 1...1, of: Parameter.expectation, for: { Parameter.accepts($0) }) { operands, options in
      try DynamicExpression(body(try Parameter(operands[0]), options.isDistinct, options.filter)).or(options.fallback)
    }
  }

  /// Makes an aggregate of several types.
  init(
    _ name: String, _ arity: ClosedRange<Int>, of expectation: String,
    for accepts: @escaping @Sendable (any FieldValue.Type) -> Bool = { _ in true },
    _ apply: @escaping @Sendable ([DynamicOperand], Options) throws -> DynamicExpression
  ) {
    self.name = name
    self.arity = arity
    self.expectation = expectation
    self.accepts = accepts
    self.apply = apply
  }
}

extension DynamicExpression {
  /// The value, or a default if it is NULL.
  func or(_ fallback: DynamicOperand?) throws -> DynamicExpression {
    guard let fallback else { return self }
    return DynamicExpression(.operation(.coalesce, [node, try fallback.expression(as: type).node]), type)
  }
}
