import KindredModelSyntax

extension ModelPrinter {
  /// The relations as types.
  var relations: String {
    """
    /// The relations as types.
    \(access)enum Relations {
    \((model.foreignKeys.map(relation) + model.manyToManyRelations.compactMap(manyToMany)).body)
    }
    """
  }

  /// Type aliases for models whose names are hidden inside a nested type.
  var aliases: [String] {
    let used = Set([model.name] + model.foreignKeys.compactMap(\.foreignKey).map { String($0.target.head) })
    return used.intersection(Self.associatedTypes.union(["Model"])).sorted().map { name in
      "/// `\(name)` under a name that no nested type hides.\n\(access)typealias \(name)Model = \(name)"
    }
  }

  private static let associatedTypes: Set<String> = ["KeyColumn", "Source", "Target"]

  /// The name of a type inside a relation.
  private func spelled(_ type: String) -> String { type.renamingHead(in: Self.associatedTypes) }

  private func relation(_ property: PropertyDeclaration) -> String {
    guard let key = property.foreignKey else { return "" }
    let access = property.access.prefix
    let inner = property.access == .filePrivate ? "" : access
    let field = key.targetField?.quotedIfNeeded ?? "primaryKey"
    let owner = spelled(model.spelledName)
    let target = spelled(key.target)
    let keyType = spelled(key.keyType)
    return """
      /// The foreign key `\(key.name)`.
      \(access)enum \(property.spelledName): Kindred.ForeignKeyRelation {
        /// The model that has the key.
        \(inner)typealias Source = \(owner)
        /// The model that the key points to.
        \(inner)typealias Target = \(target)
        /// The type of the key's column.
        \(inner)typealias KeyColumn = \(keyType)
        /// The relation's description.
        \(inner)static let schema = Kindred.RelationSchema(
          \(relationArguments(key).joined(separator: ", ")))
        /// The key value that points to an object.
        \(inner)static func key(of target: \(target)) -> \(keyType) { target.\(field) }
        /// The key's value in a model.
        \(inner)static func reference(in source: \(owner)) -> Kindred.RelatedReference<Self> { source.\(key.referenceName) }
        /// Replaces the key's value in a model.
        \(inner)static func setReference(_ reference: Kindred.RelatedReference<Self>, in source: inout \(owner)) {
          source.\(key.referenceName) = reference
        }
      }
      """
  }

  private func relationArguments(_ key: ForeignKeyDeclaration) -> [String] {
    let given = key.arguments
    var arguments = ["Self.self", "name: \"\(key.name)\""]
    if let column = given["column"] { arguments.append("column: \(column.text)") }
    if let field = given["to"] { arguments.append("targetField: \(field.text)") }
    arguments.append("onDelete: \(given["onDelete"]?.text ?? ".cascade")")
    arguments.append("accessor: \(key.accessor.map { "\"\($0)\"" } ?? "nil")")
    arguments.append("queryName: \(key.queryName.map { "\"\($0)\"" } ?? "nil")")
    if let choices = given["limitChoicesTo"] { arguments.append("limitChoicesTo: \(choices.text)") }
    if let constraint = given["constraint"] { arguments.append("isEnforced: \(constraint.text)") }
    if key.isParentLink {
      arguments.append("isParentLink: true")
    } else if key.isOneToOne {
      arguments.append("isOneToOne: true")
    }
    if let options = OptionsPrinter(given).foreignKey(key) { arguments.append("options: " + options) }
    return arguments
  }
}

extension String {
  /// The first component of a path.
  var head: Substring { prefix { $0 != "." && $0 != "?" } }

  /// The path with the alias of its first component, if that is in the set.
  func renamingHead(in names: Set<String>) -> String {
    names.contains(String(head)) ? head + "Model" + dropFirst(head.count) : self
  }
}
