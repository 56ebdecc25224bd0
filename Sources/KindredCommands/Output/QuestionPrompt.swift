import ArgumentParser
import KindredCore

extension SchemaQuestion {
  /// What to say where nobody can be asked.
  var instruction: String {
    switch self {
    case .table(let gone, let new):
      let renames = new.map { "--rename \(gone):\($0)" }.joined(separator: " or ")
      return
        "the table \(gone) was removed and \(new.joined(separator: ", ")) added; say \(renames) or --allow-drop \(gone)"
    case .column(let table, let gone, let new):
      let renames = new.map { "--rename \(table).\(gone):\($0)" }.joined(separator: " or ")
      let added = new.map { "\(table).\($0)" }.joined(separator: ", ")
      return "\(table).\(gone) was removed and \(added) added; say \(renames) or --allow-drop \(table).\(gone)"
    case .fill(let table, let column):
      return "\(table).\(column.name) needs a value for the rows that exist; give the property a default, or say "
        + "--fill \(table).\(column.name)=VALUE"
    }
  }
}

/// Asks people.
enum QuestionPrompt {
  /// Asks until there is an answer.
  ///
  /// - Returns: The answer, and the option that says the same.
  /// - Throws: The exit code 3 where the input has ended, after what to say instead; 1 where the model has to be changed.
  static func ask(_ question: SchemaQuestion) throws -> (SchemaAnswer, String) {
    guard let answer = try answer(to: question) else {
      // The question's line has no end yet.
      Console.note("")
      Console.error(question.instruction)
      throw CommandExit.unanswered.code
    }
    return answer
  }

  /// The answer; nil where the input has ended.
  private static func answer(to question: SchemaQuestion) throws -> (SchemaAnswer, String)? {
    switch question {
    case .table(let gone, let new):
      let choice = choose(
        "The table \(gone) is gone, and \(list(new)) new. Which is it?",
        new.map { "the table was renamed to \($0)" } + ["\(gone) is dropped, with its rows"])
      guard let choice else { return nil }
      if choice < new.count { return (.renameTable(gone, to: new[choice]), "--rename \(gone):\(new[choice])") }
      return (.dropTable(gone), "--allow-drop \(gone)")
    case .column(let table, let gone, let new):
      let choice = choose(
        "\(table).\(gone) is gone, and \(list(new.map { "\(table).\($0)" })) new. Which is it?",
        new.map { "the column was renamed to \($0)" } + [
          "only the property was renamed, and the column stays \(gone)",
          "two different columns: \(gone) is dropped, with its values",
        ])
      guard let choice else { return nil }
      if choice < new.count {
        return (.renameColumn(table: table, gone, to: new[choice]), "--rename \(table).\(gone):\(new[choice])")
      }
      if choice == new.count {
        Console.note(
          "Write (column: \(gone.debugDescription)) at the property, build, and start again. Nothing was written.")
        throw CommandExit.failure.code
      }
      return (.dropColumn(table: table, gone), "--allow-drop \(table).\(gone)")
    case .fill(let table, let column): return fill(table, column)
    }
  }

  private static func list(_ names: [String]) -> String {
    names.joined(separator: ", ") + (names.count == 1 ? " is" : " are")
  }

  private static func choose(_ question: String, _ choices: [String]) -> Int? {
    Console.note(question)
    for (index, choice) in choices.enumerated() { Console.note("  \(index + 1)) \(choice)") }
    while let line = Console.ask("> ") {
      if let number = Int(line), choices.indices.contains(number - 1) { return number - 1 }
      Console.note("Type a number from 1 to \(choices.count), or end with control-C.")
    }
    return nil
  }

  private static func fill(_ table: String, _ column: ColumnState) -> (SchemaAnswer, String)? {
    Console.note(
      "\(table).\(column.name) may not be NULL, and has no value for the rows that exist. What do they get?")
    while let line = Console.ask("> ") {
      do {
        let fill = try AnswerOptions.fill(line, of: column)
        let option = "\(table).\(column.name)=\(line)".replacing("'", with: "'\\''")
        return (.fill(table: table, column: column.name, fill), "--fill '\(option)'")
      } catch {
        Console.note("\(error)")
      }
    }
    return nil
  }
}
