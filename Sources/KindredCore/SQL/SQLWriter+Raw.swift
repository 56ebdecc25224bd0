extension SQLWriter {
  /// Writes a text of the user's, with its operands.
  mutating func write(_ fragment: RawFragment, _ operands: [SQLExpression]) {
    for piece in fragment.pieces {
      switch piece {
      case .text(let text): write(verbatim: text)
      case .identifier(let name): write(identifier: name)
      case .operand(let index):
        guard operands.indices.contains(index) else { continue }
        write(operand: operands[index], binding: .primary, casting: operands[index].isCastInText)
      }
    }
  }
}

extension SQLExpression {
  /// Whether a placeholder in a user's text has its type named. Text has not: it takes the type that its place requires,
  /// such as that of an enumeration.
  fileprivate var isCastInText: Bool {
    if case .slot(let slot, _) = self { !slot.type.isText } else { false }
  }

  /// The list of a user's text.
  ///
  /// - Parameter slot: The number of the list's slot.
  static func list(_ list: ListNode, slot: Int) -> SQLExpression {
    let slot = Slot(number: slot, type: list.type)
    switch list.shape {
    case .placeholders(0): return .operation(.emptyList, [.slot(slot, .list)])
    case .placeholders(let count): return .operation(.listOfValues, (0..<count).map { .slot(slot, .element($0)) })
    case .oneParameter:
      return .operation(
        list.type.kind == .bytes ? .listOfBytesInOneParameter : .listInOneParameter, [.slot(slot, .list)])
    }
  }
}

extension ColumnType {
  fileprivate var isText: Bool { if case .text = kind { true } else { false } }
}

extension SQLOperation {
  /// `(a, b)`.
  fileprivate static let listOfValues = SQLOperation("list", spelling: .written(ListOfValues(), .primary))
  /// A list without members, as a subquery: no database takes `IN ()` everywhere.
  fileprivate static let emptyList = SQLOperation("list", spelling: .written(EmptyList(), .primary))
  /// A list bound as one parameter, as a subquery.
  fileprivate static let listInOneParameter = SQLOperation(
    "list", spelling: .template("(SELECT value FROM json_each({0}))"), in: [.postgres: .written(Unnested(), .primary)])
  /// The same for bytes, which JSON does not have.
  fileprivate static let listOfBytesInOneParameter = SQLOperation(
    "list", spelling: .template("(SELECT kindred_bytes(value) FROM json_each({0}))"),
    in: [.postgres: .written(Unnested(), .primary)])
}

private struct ListOfValues: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    writer.parenthesised { writer in
      writer.list(operands) { writer, operand in
        writer.write(operand)
        guard operand.isCastInText, case .slot(let slot, _) = operand else { return }
        writer.write(verbatim: writer.rules.cast(of: slot.type))
      }
    }
  }
}

private struct EmptyList: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    writer.write("(SELECT NULL")
    if case .slot(let slot, _) = operands.first { writer.write(verbatim: writer.rules.cast(of: slot.type)) }
    writer.write(" WHERE 1 = 0)")
  }
}

private struct Unnested: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    guard case .slot(let slot, let form) = operands.first else { return }
    writer.write("(SELECT unnest(")
    writer.write(slot, as: form)
    writer.write(verbatim: writer.rules.cast(of: .array(of: slot.type)))
    writer.write("))")
  }
}
