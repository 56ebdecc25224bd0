import Synchronization

/// A SQL operator, function, predicate or aggregate.
///
/// An operation is declared once, with its name, its treatment of NULL and its spelling. You can declare your own:
///
/// ```swift
/// extension SQLOperation {
///   static let soundex = SQLOperation("soundex", spelling: .call("SOUNDEX"))
/// }
///
/// extension Expression<String> {
///   /// How the text sounds.
///   func soundex() -> Expr<String> { Expr(.soundex, self) }
/// }
///
/// let smiths = try await Person.objects.filter { $0.name.soundex() == "S530" }.all()
/// // SELECT … WHERE SOUNDEX("person"."name") = ?1
/// ```
///
/// Operations are equal if their contents are. The process has one object for each content and never frees it, so
/// equality is identity. All texts are literals, so there are at most as many operations as the source declares.
public struct SQLOperation: Sendable {
  // Unretained, because it is never freed.
  @usableFromInline let reference: UncountedReference<Definition>

  /// Declares an operation.
  ///
  /// - Parameters:
  ///   - name: The name in messages, and in the names of indexes.
  ///   - kind: Whether the result is a value or a condition.
  ///   - nulls: How NULL operands affect the result. Joins and negations depend on it.
  ///   - spelling: The SQL text.
  ///   - dialects: The SQL text in dialects that spell it differently.
  ///   - isVolatile: Whether it may have another result when it is computed again for the same operands, as `RANDOM()`.
  public init(
    _ name: StaticString, kind: SQLOperationKind = .scalar, nulls: SQLNullRule = .strict, spelling: SQLSpelling,
    in dialects: [DialectName: SQLSpelling] = [:], isVolatile: Bool = false
  ) {
    // Without rows, an aggregate is NULL, even if its operands are not.
    let nulls = kind.isAggregate && nulls == .strict ? .custom : nulls
    self.init(
      Content(
        name: name.description, kind: kind, nulls: nulls, spelling: spelling, dialects: dialects,
        isVolatile: isVolatile))
  }

  init(_ content: Content) { reference = OperationTable.shared.definition(of: content) }

  var content: Content { reference.with { $0.content } }

  /// The name in messages.
  package var name: String { content.name }

  /// Whether it may have another result when it is computed again for the same operands.
  var isVolatile: Bool { content.isVolatile }
}

extension SQLOperation: Hashable {
  /// Whether the two have the same content.
  @inlinable
  public static func == (lhs: SQLOperation, rhs: SQLOperation) -> Bool {
    lhs.reference == rhs.reference
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(reference) }

  /// A number that is unique in this process.
  var identity: Int { reference.identity }
}

extension SQLOperation {
  /// The content of an operation.
  struct Content: Hashable, Sendable {
    var name: String
    var kind: SQLOperationKind
    var nulls: SQLNullRule
    var spelling: SQLSpelling
    var dialects: [DialectName: SQLSpelling]
    var isVolatile = false

    func spelling(in dialect: DialectName) -> SQLSpelling { dialects[dialect] ?? spelling }
  }

  @usableFromInline
  final class Definition: Sendable {
    let content: Content

    init(_ content: Content) { self.content = content }
  }

  /// Why the operation cannot be applied to this number of operands; nil if it can.
  func problem(operands count: Int) -> String? {
    let content = content
    for spelling in [content.spelling] + content.dialects.values {
      if let problem = spelling.problem ?? spelling.problem(operands: count) { return problem }
      if aggregate != nil, !spelling.isCall { return "an aggregate is spelled as a call" }
    }
    return nil
  }
}

/// The one object for each content.
private final class OperationTable: Sendable {
  static let shared = OperationTable()

  private let definitions = Mutex<[SQLOperation.Content: SQLOperation.Definition]>([:])

  func definition(of content: SQLOperation.Content) -> UncountedReference<SQLOperation.Definition> {
    definitions.withLock { definitions in
      if let known = definitions[content] { return UncountedReference(known) }
      let definition = SQLOperation.Definition(content)
      definitions[content] = definition
      return UncountedReference(definition)
    }
  }
}
