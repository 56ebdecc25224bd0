#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Operations, with parentheses by precedence.
extension SQLWriter {
  /// - Parameter isWindow: Whether a window follows.
  mutating func write(_ operation: SQLOperation, _ operands: [SQLExpression], isWindow: Bool = false) {
    let content = operation.content
    let spelling = content.spelling(in: dialect)
    if let traits = operation.aggregate { return write(aggregate: spelling, traits, operands, isWindow: isWindow) }
    let casts = !spelling.infersTypes || operands.allSatisfy(\.isSlot)
    switch spelling.form {
    case .call(let name):
      write(verbatim: name)
      parenthesised { $0.list(operands) { $0.write(argument: $1, casting: casts) } }
    case .infix(let sign):
      guard operands.count == 2 else { return }
      write(left: operands[0], of: operation, spelling.precedence, casting: casts)
      write(verbatim: " \(sign) ")
      write(operand: operands[1], tighterThan: spelling.precedence, casting: casts)
    case .prefix(let sign):
      write(verbatim: sign)
      for operand in operands { write(operand: operand, tighterThan: spelling.precedence, casting: casts) }
    case .postfix(let sign):
      for operand in operands { write(operand: operand, tighterThan: spelling.precedence, casting: casts) }
      write(verbatim: " " + sign)
    case .template(let template): write(template, operands, casting: casts)
    case .operand: for operand in operands { write(argument: operand, casting: false) }
    case .written(let spelling): spelling.base.write(operands, to: &self)
    // The compiler has refused it already.
    case .unavailable: break
    }
  }

  private mutating func write(_ template: SQLTemplate, _ operands: [SQLExpression], casting casts: Bool) {
    for part in template.parts {
      switch part {
      case .text(let text): write(verbatim: text)
      case .operand(let index, let isEnclosed):
        guard operands.indices.contains(index) else { continue }
        if isEnclosed {
          write(argument: operands[index], casting: casts)
        } else {
          write(operand: operands[index], binding: .primary, casting: casts)
        }
      }
    }
  }

  private mutating func write(
    aggregate spelling: SQLSpelling, _ traits: AggregateTraits, _ operands: [SQLExpression], isWindow: Bool
  ) {
    guard case .call(let name) = spelling.form else { return }
    let filter = traits.isFiltered ? operands.last : nil
    var arguments = traits.isFiltered ? operands.dropLast() : operands[...]
    var keys = arguments.suffix(traits.order.count { !$0.isArgument })
    arguments = arguments.dropLast(keys.count)
    let order = traits.order.compactMap { term -> SelectStatement.Order? in
      guard let key = term.isArgument ? arguments.first : keys.popFirst() else { return nil }
      return SelectStatement.Order(
        expression: key, isDescending: term.isDescending, nulls: SelectStatement.Order.Nulls(term.nulls))
    }
    let call = AggregateCall(
      name: name, isDistinct: traits.isDistinct, arguments: Array(arguments), order: order, filter: filter,
      isWindow: isWindow)
    rules.writeAggregate(call, to: &self)
  }

  /// `COUNT(*)`, `SUM(DISTINCT x)`, `STRING_AGG(x, y ORDER BY z)`.
  package mutating func writeCall(
    _ name: String, isDistinct: Bool, _ arguments: [SQLExpression], order: [SelectStatement.Order] = []
  ) {
    write(verbatim: name)
    parenthesised { writer in
      if isDistinct { writer.write("DISTINCT ") }
      if arguments.isEmpty { writer.write("*") }
      writer.list(arguments) { $0.write(argument: $1, casting: true) }
      writer.write(order: order)
    }
  }

  /// `FILTER (WHERE x)`, since SQL:2003.
  package mutating func write(filter: SQLExpression?) {
    guard let filter else { return }
    write(" FILTER (")
    write(condition: filter, after: "WHERE ")
    write(")")
  }

  /// Writes an operand that parentheses or commas stand around.
  package mutating func write(argument: SQLExpression, casting casts: Bool = true) {
    write(argument)
    guard casts, case .slot(let slot, .plain) = argument else { return }
    write(verbatim: rules.cast(of: slot.type))
  }

  /// Writes an operand, in parentheses if its precedence is too low.
  package mutating func write(operand: SQLExpression, binding least: SQLPrecedence, casting casts: Bool = false) {
    if precedence(of: operand) >= least {
      write(argument: operand, casting: casts)
    } else {
      parenthesised { $0.write(argument: operand, casting: casts) }
    }
  }

  private mutating func write(operand: SQLExpression, tighterThan precedence: SQLPrecedence, casting casts: Bool) {
    // Databases disagree about operators without a standard precedence, and two minus signs would begin a comment.
    let least = precedence == .other || precedence == .sign ? .primary : precedence.next
    write(operand: operand, binding: least, casting: casts)
  }

  /// Writes a left operand. Operators of the same precedence are left-associative.
  private mutating func write(
    left operand: SQLExpression, of operation: SQLOperation, _ precedence: SQLPrecedence, casting casts: Bool
  ) {
    let isSame = operand.operation?.0 == operation && precedence != .predicate
    if isSame || precedence == .additive || precedence == .multiplicative {
      write(operand: operand, binding: precedence, casting: casts)
    } else {
      write(operand: operand, tighterThan: precedence, casting: casts)
    }
  }

  /// The precedence of the outermost operator of an expression.
  func precedence(of expression: SQLExpression) -> SQLPrecedence {
    switch expression {
    // Conjunctions, disjunctions and texts of the user's write their own parentheses.
    case .column, .slot, .query, .window, .and, .or, .raw: return .primary
    case .not: return .negation
    case .literal(let value): return value.isNegative ? .sign : .primary
    case .operation(let operation, let operands):
      let spelling = operation.content.spelling(in: dialect)
      guard spelling.form == .operand, let operand = operands.first else { return spelling.precedence }
      return precedence(of: operand)
    }
  }
}

extension SQLPrecedence {
  fileprivate var next: SQLPrecedence { SQLPrecedence(rawValue: rawValue + 1) ?? .primary }
}

extension SQLExpression {
  /// Whether the expression is an untyped placeholder.
  fileprivate var isSlot: Bool { if case .slot(_, let form) = self { form == .plain } else { false } }
}

extension DatabaseValue {
  /// Whether the literal has a minus sign.
  fileprivate var isNegative: Bool {
    switch self {
    case .integer(let value), .interval(let value): value < 0
    case .double(let value): value.sign == .minus
    case .decimal(let value): value.isSignMinus
    case .null, .bool, .text, .bytes, .timestamp, .date, .time, .uuid, .list, .json: false
    }
  }
}
