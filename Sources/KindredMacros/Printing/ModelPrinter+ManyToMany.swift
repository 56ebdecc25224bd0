import KindredModelSyntax

extension ModelPrinter {
  /// The models of the links that no source declares.
  var links: [String] {
    zip(model.linkModels, model.manyToManyRelations.filter { $0.manyToMany?.through == nil }).map(link)
  }

  private func link(_ link: ModelDeclaration, of property: PropertyDeclaration) -> String {
    let keys = link.properties.flatMap { property -> [String] in
      guard let key = property.foreignKey else { return [] }
      let printer = ForeignKeyPrinter(key: key, property: property)
      return [printer.object] + printer.peers
    }
    return """
      /// The rows that say which `\(model.name)` has which `\(property.manyToMany?.target ?? "")` in `\(property.name)`.
      \(link.access.memberPrefix)struct \(link.spelledName): Kindred.Model, Swift.Codable {
      \((keys + ModelPrinter(link).members).body)
      }
      """
  }

  /// A many-to-many relation as a type.
  func manyToMany(_ property: PropertyDeclaration) -> String? {
    guard let relation = property.manyToMany else { return nil }
    let access = property.access.prefix
    let inner = property.access == .filePrivate ? "" : access
    let (near, far) = relation.linkKeys
    var arguments = [
      "Self.self", "name: \"\(relation.name)\"",
      "accessor: \(relation.accessor.map { "\"\($0)\"" } ?? "nil")",
      "queryName: \(relation.queryName.map { "\"\($0)\"" } ?? "nil")",
    ]
    if relation.isSymmetrical { arguments.append("isSymmetrical: true") }
    return """
      /// The many-to-many relation `\(relation.name)`.
      \(access)enum \(property.spelledName): Kindred.ManyToManyRelation {
        /// The link's key to the model that declares the relation.
        \(inner)typealias Near = \(relation.linkType).Relations.\(near.quotedIfNeeded)
        /// The link's key to the other model.
        \(inner)typealias Far = \(relation.linkType).Relations.\(far.quotedIfNeeded)
        /// The relation's description.
        \(inner)static let schema = Kindred.ManyToManySchema(
          \(arguments.joined(separator: ", ")))
      }
      """
  }
}
