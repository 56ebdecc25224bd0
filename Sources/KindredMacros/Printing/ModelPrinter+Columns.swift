import KindredModelSyntax

extension ModelPrinter {
  /// The types of the columns: one for existing rows, and one for rows that may be missing.
  var columnsTypes: [String] {
    [
      columnsType("Columns", optional: false, "The model's columns, for conditions and orderings."),
      columnsType("OptionalColumns", optional: true, "The model's columns where the row may be missing."),
    ]
  }

  /// A type's name inside the columns types, where `Model` means the model itself.
  private func outside(_ type: String) -> String { type.renamingHead(in: ["Model"]) }

  private func columnsType(_ name: String, optional: Bool, _ summary: String) -> String {
    let lines = columns.enumerated().flatMap { index, column -> [String] in
      let prefix = column.access?.prefix ?? access
      if column.isGroup, let property = column.property {
        let (columns, verb) = optional ? ("OptionalColumns", "optionalGroup") : ("Columns", "group")
        return [
          """
          /// The columns of `\(property.name)`.
          \(prefix)var \(property.spelledName): \(outside(property.type)).\(columns) { \(verb)(Groups.\(property.spelledName).self) }
          """
        ]
      }
      let type = optional ? column.optionalType : column.columnType
      let expression = column.property?.isJSON == true ? "JSONColumn" : "ColumnExpression"
      var lines = [
        """
        /// The column of `\(column.property?.name ?? "id")`.
        \(prefix)var \(column.codingName): Kindred.\(expression)<\(outside(type))> { column(\(position(index))) }
        """
      ]
      if let property = column.property, let key = property.foreignKey {
        let type = outside(key.target) + (optional || key.mayPointToNone ? ".OptionalColumns" : ".Columns")
        lines.append(
          """
          /// The columns of the `\(key.target)` that `\(key.name)` points to.
          \(prefix)var \(property.spelledName): \(type) { follow(Relations.\(property.spelledName).self) }
          """)
      }
      return lines
    }
    let sets = model.manyToManyRelations.compactMap { property in
      property.manyToMany.map { relation in
        """
        /// The columns of the `\(relation.target)` objects in `\(relation.name)`.
        \(property.access.prefix)var \(property.spelledName): \(outside(relation.target)).OptionalColumns {
          follow(through: Relations.\(property.spelledName).self)
        }
        """
      }
    }
    return """
      /// \(summary)
      \(access)struct \(name): Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        \(access)typealias Model = \(outside(model.spelledName))
      \(optional ? ["/// What a property of a selection is that they select.", "\(access)typealias SelectedValue = Model?"].body + "\n" : "")\
        /// The path of relations from the queried model.
        \(access)let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        \(access)init(path: Kindred.RelationPath) { queryPath = path }
      \((lines + sets).body)
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
