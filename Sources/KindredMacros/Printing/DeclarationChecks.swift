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

  init(_ declaration: StructDeclSyntax, _ model: ModelDeclaration, in context: some MacroExpansionContext) {
    let syntax = declaration.memberBlock.members.compactMap { $0.decl.as(VariableDeclSyntax.self) }
      .flatMap(\.storedProperties)
    func check(_ code: String, at token: TokenSyntax?) -> [String] {
      let place = token.flatMap { context.location(of: $0, at: .afterLeadingTrivia, filePathMode: .filePath) }
      guard let place else { return [code] }
      return ["#sourceLocation(file: \(place.file), line: \(place.line))", code, "#sourceLocation()"]
    }
    // The plugin writes no members of private models.
    let isPrivate = model.access == .filePrivate || context.isInPrivateType
    let plugin = isPrivate ? [] : check("_ = isReadByPlugin", at: declaration.name)
    lines =
      plugin
      + model.columns.filter(\.hasUnknownType).flatMap { property in
        check(
          "Kindred.FieldTypeCheck.column(of: \(property.wrappedType ?? property.type).self)",
          at: syntax.first { $0.name == property.name }?.nameToken)
      }
  }

  /// The method with the checks, if there are any.
  var members: [String] {
    guard !lines.isEmpty else { return [] }
    return [
      """
      /// Has the compiler check what a macro cannot see.
      private nonisolated static func checkDeclaration() {
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
