import KindredModelSyntax

extension ModelPrinter {
  /// The table's description.
  var schema: String {
    var arguments = [
      "\(model.spelledName).self", "name: \"\((model.enclosingTypes + [model.name]).joined(separator: "."))\"",
    ]
    if let table = model.arguments["table"] { arguments.append("table: \(table.text)") }
    var last: [String] = []
    arguments.append("fields: \(fields)")
    for label in ["ordering", "indexes", "uniqueTogether", "constraints", "comment", "managed", "renamedFrom"] {
      if let argument = model.arguments[label] { arguments.append("\(label): \(argument.text)") }
    }
    if let mode = model.arguments["fetchMode"] { last.append("fetchMode: \(mode.text)") }
    let sets = model.manyToManyRelations.map { "Relations.\($0.spelledName).schema" }
    if !sets.isEmpty { arguments.append("manyToMany: [\(sets.joined(separator: ", "))]") }
    let groups = model.fieldGroups.map { "Kindred.ModelSchema.GroupOptions(Groups.\($0.spelledName).self)" }
    if !groups.isEmpty { arguments.append("groups: [\(groups.joined(separator: ", "))]") }
    arguments += last
    if model.isHistorical { arguments.append("isHistorical: true") }
    return """
      /// The model's table.
      \(access)nonisolated static let schema = Kindred.ModelSchema(
      \(arguments.map { "  " + $0.indented() }.joined(separator: ",\n")))
      """
  }

  /// The fields: one list, or parts of it with sets of fields between them.
  private var fields: String {
    guard columns.contains(where: \.isGroup) else { return "[\n\(columns.map { field($0) + "," }.body)\n]" }
    var parts: [String] = []
    for run in columns.split(omittingEmptySubsequences: false, whereSeparator: \.isGroup) {
      if !run.isEmpty { parts.append("[\n\(run.map { field($0) + "," }.body)\n]") }
      if run.endIndex < columns.endIndex, let group = columns[run.endIndex].property {
        parts.append(".group(Groups.\(group.spelledName).self)")
      }
    }
    return ".joining(\(parts.joined(separator: ", ")))"
  }

  /// The declared default, for rows that exist when the column is added.
  private func fill(of property: PropertyDeclaration) -> String? {
    guard !property.isPrimaryKey, let value = property.initialValue(in: model), value != "nil" else { return nil }
    return property.isJSON ? "Kindred.JSON(\(value))" : value
  }

  /// The description of a field.
  ///
  /// - Parameter place: The type of the place in a model, for the field of a set.
  func field(_ column: PrintedColumn, in place: String? = nil) -> String {
    guard let property = column.property else {
      return
        ".field(\"id\", \(column.columnType).self, options: Kindred.FieldOptions(isPrimaryKey: true, isAutomatic: true))"
    }
    let inside = place.map { ["in: \($0).self"] } ?? []
    if property.foreignKey != nil {
      return ".foreignKey(\((["Relations.\(property.spelledName).self"] + inside).joined(separator: ", ")))"
    }
    var arguments = ["\"\(property.name)\"", "\(property.columnType).self"] + inside
    if let name = property.arguments["column"] { arguments.append("column: \(name.text)") }
    if let options = OptionsPrinter(property.arguments).field(property) { arguments.append("options: \(options)") }
    if let fill = fill(of: property) { arguments.append("fill: { \(fill) }") }
    return ".field(\(arguments.joined(separator: ", ")))"
  }
}
