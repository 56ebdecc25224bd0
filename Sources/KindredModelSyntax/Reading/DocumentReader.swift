package import SwiftDiagnostics
package import SwiftSyntax

/// Reads a struct marked `@JSONDocument`, and collects its errors.
package struct DocumentReader {
  private let declaration: StructDeclSyntax
  private let defaultAccess: AccessLevel

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - declaration: The struct.
  ///   - defaultAccess: The access level of the struct if it has no modifier.
  package init(_ declaration: StructDeclSyntax, defaultAccess: AccessLevel = .internal) {
    self.declaration = declaration
    self.defaultAccess = defaultAccess
  }

  /// The document, as far as it could be read, and all of its errors.
  package func read() -> (document: DocumentDeclaration, diagnostics: [Diagnostic]) {
    let keys = CodingKeysReader(declaration)
    let properties = declaration.memberBlock.variables.flatMap(\.storedProperties)
      .filter { keys.names?.keys.contains($0.name) ?? true }
    let access = declaration.modifiers.accessLevel ?? defaultAccess
    let availability = declaration.attributes.attributes.filter { $0.simpleName == "available" }
    let document = DocumentDeclaration(
      name: declaration.name.text.unquoted, access: access,
      availability: availability.map(\.trimmedDescription),
      properties: properties.compactMap { property in
        guard let type = property.type else { return nil }
        return DocumentDeclaration.Property(
          spelledName: property.nameToken.text, type: type.trimmedDescription,
          key: keys.names?[property.name] ?? property.name,
          access: min(property.declaration.modifiers.accessLevel ?? .internal, access))
      })
    var checker = DocumentChecker(declaration, properties: properties)
    checker.check()
    return (document, keys.diagnostics + checker.diagnostics)
  }
}

/// Reads the `CodingKeys` of a struct.
struct CodingKeysReader {
  /// The keys by the names of their properties; nil if the struct declares none.
  private(set) var names: [String: String]?
  /// The errors.
  private(set) var diagnostics: [Diagnostic] = []

  init(_ declaration: StructDeclSyntax) {
    for member in declaration.memberBlock.members where member.decl.memberNames.contains("CodingKeys") {
      guard let type = member.decl.as(EnumDeclSyntax.self) else {
        diagnostics.append(.unreadableCodingKeys(member.decl))
        continue
      }
      let isText = type.inheritanceClause?.inheritedTypes.contains { $0.type.simpleName == "String" } ?? false
      let cases = type.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }.flatMap(\.elements)
      names = Dictionary(
        cases.map { element in
          let name = element.name.text.unquoted
          return (name, (isText ? element.rawValue?.value.stringLiteral : nil) ?? name)
        }, uniquingKeysWith: { first, _ in first })
    }
  }
}
