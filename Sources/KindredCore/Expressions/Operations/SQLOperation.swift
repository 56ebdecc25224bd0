import Synchronization

/// What SQL can do with values: an operator, a function, a predicate, an aggregate.
///
/// An operation is one declaration, which has all that is to be known of it: what it is called, what it makes of NULL,
/// and how it is spelled. You can declare your own:
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
/// Two operations are the same when their contents are: there is one object of each content in the process, and it is
/// kept for good, so that comparing two compares references. All texts are literals of the program, so that a program
/// has no more operations than its source declares.
public struct SQLOperation: Sendable {
  // Not counted, because it is never freed.
  @usableFromInline let reference: UncountedReference<Definition>

  /// Declares an operation.
  ///
  /// - Parameters:
  ///   - name: What it is called in messages, and in the names of indexes over it.
  ///   - kind: Whether it gives a value, or is a condition.
  ///   - nulls: What it makes of NULL. Joins are chosen by it, and what a negation of it means.
  ///   - spelling: How it is written.
  ///   - dialects: How it is written by dialects that spell it otherwise.
  public init(
    _ name: StaticString, kind: SQLOperationKind = .scalar, nulls: SQLNullRule = .strict, spelling: SQLSpelling,
    in dialects: [DialectName: SQLSpelling] = [:]
  ) {
    // Of no rows, an aggregate gives NULL, whatever its operands are.
    let nulls = kind.isAggregate && nulls == .strict ? .custom : nulls
    self.init(Content(name: name.description, kind: kind, nulls: nulls, spelling: spelling, dialects: dialects))
  }

  init(_ content: Content) { reference = OperationTable.shared.definition(of: content) }

  var content: Content { reference.with { $0.content } }

  /// What is called so in messages.
  package var name: String { content.name }
}

extension SQLOperation: Hashable {
  /// Whether the two have the same content.
  @inlinable
  public static func == (lhs: SQLOperation, rhs: SQLOperation) -> Bool {
    lhs.reference == rhs.reference
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(reference) }

  /// A number of its own, as long as the process runs.
  var identity: Int { reference.identity }
}

extension SQLOperation {
  /// All that is to be known of an operation.
  struct Content: Hashable, Sendable {
    var name: String
    var kind: SQLOperationKind
    var nulls: SQLNullRule
    var spelling: SQLSpelling
    var dialects: [DialectName: SQLSpelling]

    func spelling(in dialect: DialectName) -> SQLSpelling { dialects[dialect] ?? spelling }
  }

  @usableFromInline
  final class Definition: Sendable {
    let content: Content

    init(_ content: Content) { self.content = content }
  }

  /// Why the operation cannot be applied to so many operands; nil when it can.
  func problem(operands count: Int) -> String? {
    let content = content
    for spelling in [content.spelling] + content.dialects.values {
      if let problem = spelling.problem ?? spelling.problem(operands: count) { return problem }
      if aggregate != nil, !spelling.isCall { return "an aggregate is spelled as a call" }
    }
    return nil
  }
}

/// The one object of each content.
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
