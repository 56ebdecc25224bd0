package import SwiftDiagnostics
package import SwiftSyntax

extension Diagnostic {
  /// `@JSONDocument` on a declaration that is not a struct.
  package static func documentIsNotAStruct(_ declaration: some DeclGroupSyntax, attribute: AttributeSyntax)
    -> Diagnostic
  {
    guard let type = declaration.as(EnumDeclSyntax.self) else {
      return .error("documentIsNotAStruct", "'@JSONDocument' can only be applied to a struct", at: attribute)
    }
    let hasPayload = type.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }
      .flatMap(\.elements).contains { $0.parameterClause != nil }
    let advice =
      hasPayload
      ? "an enum whose cases have values has no keys that are always there; use raw paths to it, as in $0.….raw[\"key\"]"
      : "an enum needs it only to be 'Choices', as in: enum \(type.name.text): String, Choices { … }"
    return .error(
      "documentIsNotAStruct", "'@JSONDocument' can only be applied to a struct; \(advice)", at: attribute)
  }

  /// A document that does not say that it is Codable.
  static func documentWithoutCodable(_ declaration: StructDeclSyntax) -> Diagnostic {
    let name = declaration.name
    let others = (declaration.inheritanceClause?.inheritedTypes ?? []).map(\.type.trimmedDescription)
    let names = (["Codable"] + others.filter { $0 != "Decodable" }).joined(separator: ", ")
    let fixed: FixIt
    if let clause = declaration.inheritanceClause {
      fixed = .replace("make it 'Codable'", clause, with: Parsed.inheritance(names))
    } else {
      fixed = .replace("make it 'Codable'", name, with: TokenSyntax.identifier("\(name.text): \(names)"))
    }
    return .error(
      "documentWithoutCodable", "'\(name.text)' has to be 'Codable' to be a document", at: name, fixIts: [fixed])
  }

  /// A document that encodes itself.
  static func documentWithEncode(_ function: FunctionDeclSyntax, of name: String) -> Diagnostic {
    .error(
      "documentWithEncode",
      "'\(name)' has an 'encode(to:)' of its own, in which a macro cannot see the keys; use raw paths instead of "
        + "'@JSONDocument', as in $0.….raw[\"key\"]", at: function.name)
  }

  /// `CodingKeys` that are not an enum.
  static func unreadableCodingKeys(_ declaration: DeclSyntax) -> Diagnostic {
    .error(
      "unreadableCodingKeys", "a macro can read 'CodingKeys' only if they are an enum declared here", at: declaration)
  }

  /// A property inside `#if`.
  static func conditionalKey(_ name: TokenSyntax) -> Diagnostic {
    .error(
      "conditionalKey",
      "the keys of a document cannot depend on '#if'; move '\(name.text.unquoted)' out of the block", at: name)
  }

  /// `var (a, b): (Int, Int)`.
  static func keyPattern(_ pattern: PatternSyntax) -> Diagnostic {
    .error("keyPattern", "every property of a document needs its own declaration", at: pattern)
  }

  /// `T!`.
  static func implicitlyUnwrappedInDocument(_ type: TypeSyntax, wrapped: TypeSyntax) -> Diagnostic {
    let name = wrapped.trimmedDescription
    return .error(
      "implicitlyUnwrappedInDocument", "a document cannot have an implicitly unwrapped optional; use '\(name)?'",
      at: type, fixIts: [.replace("use '\(name)?'", type, with: Parsed.type("\(name)?"))])
  }

  /// A property wrapper.
  static func wrapperInDocument(_ attribute: AttributeSyntax, _ property: PropertySyntax) -> Diagnostic {
    .error(
      "wrapperInDocument",
      "'@\(attribute.simpleName)' may change how '\(property.name)' is written in JSON, which a macro cannot see; leave "
        + "the attribute out, or the property out of 'CodingKeys'", at: attribute)
  }

  /// A member with the name of one that the macro adds.
  static func generatedDocumentName(_ member: DeclSyntax) -> Diagnostic {
    let name = member.memberNames.contains("JSONKeys") ? "JSONKeys" : "jsonKeys"
    return .error(
      "generatedDocumentName", "'\(name)' is the name of a member that '@JSONDocument' adds; choose another one",
      at: member)
  }
}
