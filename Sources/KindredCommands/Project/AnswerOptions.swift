import ArgumentParser
import KindredCore
import KindredMigrations

/// The options of `makemigrations` that answer its questions before they are asked.
struct AnswerOptions: ParsableArguments {
  @Option(
    name: .customLong("rename"),
    help: ArgumentHelp("A column or table was renamed.", valueName: "entry.tagline:subtitle"))
  var renames: [String] = []

  @Option(
    name: .customLong("allow-drop"),
    help: ArgumentHelp("A column or table is dropped, and was not renamed.", valueName: "entry.tagline"))
  var drops: [String] = []

  @Option(
    name: .customLong("fill"),
    help: ArgumentHelp(
      "What the rows that exist get in a new column; 'random-uuid' for a UUID in each row.",
      valueName: "entry.rating=5"))
  var fills: [String] = []

  /// The answers.
  ///
  /// - Parameter columns: The columns that the models declare, for the types of values.
  func answers(_ models: SchemaState) throws -> [SchemaAnswer] {
    try renames.map(rename) + drops.map(drop) + fills.map { try fill($0, models) }
  }

  /// The migrations that an author has to write, once all questions are answered: by options, or by people.
  ///
  /// - Parameter checked: The modules of which it is only to be told whether something is missing, which an open question
  ///   about their tables is; nil if the migrations are to be written.
  /// - Throws: The exit code 3 where nobody can be asked, and 1 for a check, which asks nobody.
  func draft<Manage: ManageCommand>(
    _ author: MigrationAuthor, to schema: SchemaState? = nil, named name: String? = nil, of manage: Manage.Type,
    _ common: CommonOptions, checking checked: Set<String>? = nil
  ) throws -> [MigrationWriter] {
    let models = try schema ?? SchemaState(of: manage.modules.flatMap(\.models))
    var answers = try answers(models)
    var spoken: [String] = []
    while true {
      let draft =
        try schema.map { try author.draft(to: $0, named: name, answers: answers) }
        ?? author.draft(named: name, answers: answers)
      guard let question = draft.questions.first else {
        if !spoken.isEmpty { Console.note("Same answers without questions: " + spoken.joined(separator: " ")) }
        return draft.writers
      }
      guard Console.isInteractive && !common.noInput && !common.json && checked == nil else {
        if let checked, try author.areUpToDate(checked, answers: answers) { return [] }
        for question in draft.questions { Console.error(question.instruction) }
        throw (checked == nil ? CommandExit.unanswered : .failure).code
      }
      let (answer, option) = try QuestionPrompt.ask(question)
      answers.append(answer)
      spoken.append(option)
    }
  }

  private func rename(_ text: String) throws -> SchemaAnswer {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw ValidationError("--rename \(text): write it as table.old:new or old:new.") }
    guard let dot = parts[0].firstIndex(of: ".") else { return .renameTable(parts[0], to: parts[1]) }
    let new = parts[1].split(separator: ".").last.map(String.init) ?? parts[1]
    return .renameColumn(
      table: String(parts[0][..<dot]), String(parts[0][parts[0].index(after: dot)...]), to: new)
  }

  private func drop(_ text: String) throws -> SchemaAnswer {
    guard let dot = text.firstIndex(of: ".") else { return .dropTable(text) }
    return .dropColumn(table: String(text[..<dot]), String(text[text.index(after: dot)...]))
  }

  private func fill(_ text: String, _ models: SchemaState) throws -> SchemaAnswer {
    guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].firstIndex(of: ".") else {
      throw ValidationError("--fill \(text): write it as table.column=value.")
    }
    let table = String(text[..<dot])
    let column = String(text[text.index(after: dot)..<equals])
    guard let state = models[table]?.column(column) else {
      throw ValidationError("--fill \(text): the models have no column '\(column)' in a table '\(table)'.")
    }
    return .fill(
      table: table, column: column, try Self.fill(String(text[text.index(after: equals)...]), of: state))
  }

  /// A value that was typed, as one of a column.
  static func fill(_ text: String, of column: ColumnState) throws -> ColumnFill {
    if column.type == .uuid && text == "random-uuid" { return .randomUUID }
    do {
      return .value(try column.type.parse(text))
    } catch {
      let problem = (error as? FieldValueError)?.problem ?? "\(error)"
      throw ValidationError("'\(text)' is no value of the column '\(column.name)': \(problem)")
    }
  }
}
