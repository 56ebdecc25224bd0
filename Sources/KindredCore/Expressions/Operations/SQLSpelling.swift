/// The SQL text of an operation.
public struct SQLSpelling: Sendable, Hashable {
  package enum Form: Sendable, Hashable {
    case call(String)
    case infix(String)
    case prefix(String)
    case postfix(String)
    case template(SQLTemplate)
    /// The operand itself.
    case operand
    case written(WrittenSpelling)
    case unavailable(String)
  }

  package let form: Form
  package let precedence: SQLPrecedence
  /// Whether the database infers the type of a value from its context, as in `x > ?`. If not, as in most calls, the
  /// dialect may add a cast.
  package let infersTypes: Bool
  /// What is wrong with the spelling, if anything.
  let problem: String?

  private init(_ form: Form, _ precedence: SQLPrecedence, infersTypes: Bool, problem: String? = nil) {
    self.form = form
    self.precedence = precedence
    self.infersTypes = infersTypes
    self.problem = problem
  }

  /// A function: its name, and the operands in parentheses.
  ///
  /// The name consists of letters, digits and underscores, and may have a schema: `.call("audit.checksum")`.
  public static func call(_ name: StaticString) -> SQLSpelling {
    let isName = SQLSpelling.isFunctionName(name.description)
    return SQLSpelling(
      .call(name.description), .primary, infersTypes: false,
      problem: isName ? nil : "\"\(name)\" is not the name of a function")
  }

  /// An operator between two operands.
  public static func infix(
    _ sign: StaticString, _ precedence: SQLPrecedence = .other, infersTypes: Bool = true
  ) -> SQLSpelling {
    SQLSpelling(.infix(sign.description), precedence, infersTypes: infersTypes, problem: operatorProblem(sign))
  }

  /// An operator before its operand.
  public static func prefix(_ sign: StaticString, _ precedence: SQLPrecedence = .sign) -> SQLSpelling {
    SQLSpelling(.prefix(sign.description), precedence, infersTypes: true, problem: operatorProblem(sign))
  }

  /// An operator after its operand.
  public static func postfix(_ sign: StaticString, _ precedence: SQLPrecedence = .predicate) -> SQLSpelling {
    SQLSpelling(.postfix(sign.description), precedence, infersTypes: true, problem: operatorProblem(sign))
  }

  /// A text in which `{0}` stands for the first operand, `{1}` for the second: `.template("EXTRACT(YEAR FROM {0})")`.
  ///
  /// An operand may appear more than once, and in any order. Parentheses are added if needed.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - precedence: The precedence of its outermost operator.
  ///   - infersTypes: Whether the database infers the types of values from their context.
  public static func template(
    _ text: StaticString, _ precedence: SQLPrecedence = .primary, infersTypes: Bool = false
  ) -> SQLSpelling {
    let template = SQLTemplate(text.description)
    return SQLSpelling(.template(template), precedence, infersTypes: infersTypes, problem: template.problem)
  }

  /// The operation does not exist. A query that uses it throws ``KindredError/Code/invalidQuery``.
  ///
  /// - Parameter advice: What to do instead, as a sentence.
  public static func unavailable(_ advice: StaticString) -> SQLSpelling {
    SQLSpelling(.unavailable(advice.description), .primary, infersTypes: false)
  }

  /// The operand itself, for operations that only other dialects need.
  static let operand = SQLSpelling(.operand, .primary, infersTypes: false)

  /// A spelling written by a function.
  package static func written(
    _ writing: some SQLWriting, _ precedence: SQLPrecedence, infersTypes: Bool = true
  ) -> SQLSpelling {
    SQLSpelling(.written(WrittenSpelling(base: writing)), precedence, infersTypes: infersTypes)
  }

  /// Whether the spelling is a call, or marks the function as unavailable.
  var isCall: Bool {
    switch form {
    case .call, .unavailable: true
    case .infix, .prefix, .postfix, .template, .operand, .written: false
    }
  }

  /// Why it does not go with so many operands; nil when it does.
  func problem(operands count: Int) -> String? {
    let wanted: Int
    switch form {
    case .call, .written, .unavailable: return nil
    case .infix: wanted = 2
    case .prefix, .postfix, .operand: wanted = 1
    case .template(let template): wanted = template.operandCount
    }
    return count == wanted ? nil : "it takes \(wanted) operands, not \(count)"
  }
}

// MARK: - Checking

extension SQLSpelling {
  private static func isFunctionName(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.unicodeScalars.first, isLetter(first) else { return false }
      return part.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) }
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  /// Checks that an operator is a word or consists of signs, without quotation marks and comments.
  private static func operatorProblem(_ sign: StaticString) -> String? {
    let text = sign.description
    let isOperator =
      !text.isEmpty && SQLTemplate.isHarmless(text)
      && text.unicodeScalars.allSatisfy { isLetter($0) || "+-*/<>=~!@#%^&|? ".unicodeScalars.contains($0) }
    return isOperator ? nil : "\"\(text)\" is not an operator"
  }
}

/// A spelling that no template can express.
///
/// It has value semantics: two are equal if their properties are.
package protocol SQLWriting: Sendable, Hashable {
  /// Writes the operation on the operands.
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter)
}

/// A type-erased ``SQLWriting``.
package struct WrittenSpelling: Sendable, Hashable {
  package let base: any SQLWriting

  package static func == (lhs: WrittenSpelling, rhs: WrittenSpelling) -> Bool {
    AnyHashable(lhs.base) == AnyHashable(rhs.base)
  }

  package func hash(into hasher: inout Hasher) { AnyHashable(base).hash(into: &hasher) }
}
