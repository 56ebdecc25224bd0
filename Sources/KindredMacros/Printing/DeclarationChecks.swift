import KindredModelSyntax
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Writes code that does not compile if the declaration has a mistake that a macro cannot see.
///
/// A wrong type of a column would be an error in each member that the macro adds, and in none of the user's lines. This
/// code has an error at the property, which says what to write there.
struct DeclarationChecks {
  private let lines: [String]
  /// The comment and the name of the method.
  private let head: (comment: String, name: String)

  /// The checks of a model: whether the plugin has read it, and the types of its columns.
  init(_ declaration: StructDeclSyntax, _ model: ModelDeclaration, in context: some MacroExpansionContext) {
    // The plugin writes no members of private models.
    let isPrivate = model.access == .filePrivate || model.isFieldGroup || context.isInPrivateType
    let plugin = isPrivate ? [] : Self.check("_ = isReadByPlugin", at: declaration.name, in: context)
    head = ("Has the compiler check what a macro cannot see.", "checkDeclaration")
    lines =
      plugin
      + Self.types(of: model.columns, in: declaration, context) {
        $0.embedding == nil ? "column" : "group"
      }
  }

  /// The checks of a selection: the types of its properties.
  init(_ declaration: StructDeclSyntax, _ selection: SelectionDeclaration, in context: some MacroExpansionContext) {
    head = ("Has the compiler check the types of the columns.", "checkFieldTypes")
    lines = Self.types(of: selection.properties, in: declaration, context) {
      $0.isOptional ? "optionalProperty" : "property"
    }
  }

  /// - Parameter function: The function that checks the type of a property.
  private static func types(
    of properties: [PropertyDeclaration], in declaration: StructDeclSyntax, _ context: some MacroExpansionContext,
    _ function: (PropertyDeclaration) -> String
  ) -> [String] {
    let syntax = declaration.memberBlock.members.compactMap { $0.decl.as(VariableDeclSyntax.self) }
      .flatMap(\.storedProperties)
    return properties.filter(\.hasUnknownType).flatMap { property in
      check(
        "Kindred.FieldTypeCheck.\(function(property))(of: \(property.wrappedType ?? property.type).self)",
        at: syntax.first { $0.name == property.name }?.nameToken, in: context)
    }
  }

  /// Code whose errors are reported at a token.
  private static func check(
    _ code: String, at token: TokenSyntax?, in context: some MacroExpansionContext
  ) -> [String] {
    let place = token.flatMap { context.location(of: $0, at: .afterLeadingTrivia, filePathMode: .filePath) }
    guard let place else { return [code] }
    return ["#sourceLocation(file: \(place.file), line: \(place.line))", code, "#sourceLocation()"]
  }

  /// The method with the checks, if there are any.
  var members: [String] {
    guard !lines.isEmpty else { return [] }
    return [
      """
      /// \(head.comment)
      private nonisolated static func \(head.name)() {
      \(lines.joined(separator: "\n"))
      }
      """
    ]
  }
}

extension PropertyDeclaration {
  /// Whether only the compiler knows if a column can have the type.
  fileprivate var hasUnknownType: Bool {
    guard foreignKey == nil, !isJSON else { return false }
    let name = wrappedType ?? type
    return name == "URL" || !(KnownTypes.scalars.contains(name) || name.hasPrefix("["))
  }
}
