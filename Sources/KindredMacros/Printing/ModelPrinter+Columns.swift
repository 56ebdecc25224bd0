import KindredModelSyntax

extension ModelPrinter {
  /// The columns as conditions name them.
  var columnsType: String {
    let lines = columns.enumerated().flatMap { index, column in
      let prefix = column.access?.prefix ?? access
      let name = column.codingName
      let documentation = "/// The column of `\(column.property?.name ?? "id")`."
      var lines = [
        "\(documentation)\n\(prefix)var \(name): ColumnExpression<\(column.columnType)> { column(\(index)) }"
      ]
      if let property = column.property, let key = property.foreignKey {
        lines.append(
          """
          /// The columns of the `\(key.target)` that `\(key.name)` points to.
          \(prefix)var \(property.spelledName): \(key.target).Columns { follow(Relations.\(property.spelledName).self) }
          """)
      }
      return lines
    }
    return """
      /// The model's columns, for conditions and orderings.
      \(access)struct Columns: ModelColumns {
        /// Whose columns they are.
        \(access)typealias Model = \(model.spelledName)
        /// How the model is reached.
        \(access)let queryPath: RelationPath
        /// Makes the columns at the end of a path.
        \(access)init(path: RelationPath) { queryPath = path }
      \(lines.body)
      }
      """
  }

  /// The types of the fields that a foreign key can name.
  var uniqueFields: String {
    let aliases = model.uniqueFields.map { field in
      "/// The type of `\(field.name)`.\n"
        + "\(field.access.prefix)typealias \(field.spelledName) = \(field.wrappedType ?? field.type)"
    }
    return """
      /// The types of the unique fields, which foreign keys can point to.
      \(access)enum UniqueFields {
      \(aliases.body)
      }
      """
  }
}
