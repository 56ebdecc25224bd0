import KindredModelSyntax
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Writes a check of the types that a macro knows only by name.
///
/// What is no field type would be an error in each member that the macro adds, and in none of the user's lines. The check
/// is an error at the property, which says what to write there.
struct FieldTypeChecks {
  private let lines: [String]

  /// The check of a model's columns.
  init(_ declaration: StructDeclSyntax, _ model: ModelDeclaration, in context: some MacroExpansionContext) {
    self.init(declaration, model.columns, in: context) { _ in "column" }
  }

  /// The check of a selection's properties.
  init(_ declaration: StructDeclSyntax, _ selection: SelectionDeclaration, in context: some MacroExpansionContext) {
    self.init(declaration, selection.properties, in: context) { $0.isOptional ? "optionalProperty" : "property" }
  }

  private init(
    _ declaration: StructDeclSyntax, _ properties: [PropertyDeclaration], in context: some MacroExpansionContext,
    _ function: (PropertyDeclaration) -> String
  ) {
    let syntax = declaration.memberBlock.members.compactMap { $0.decl.as(VariableDeclSyntax.self) }
      .flatMap(\.storedProperties)
    lines = properties.filter(\.hasUnknownType).flatMap { property -> [String] in
      let place = syntax.first { $0.name == property.name }.flatMap {
        context.location(of: $0.nameToken, at: .afterLeadingTrivia, filePathMode: .filePath)
      }
      let check = "Kindred.FieldTypeCheck.\(function(property))(of: \(property.wrappedType ?? property.type).self)"
      guard let place else { return [check] }
      return ["#sourceLocation(file: \(place.file), line: \(place.line))", check, "#sourceLocation()"]
    }
  }

  /// The check, where there is anything to check.
  var members: [String] {
    guard !lines.isEmpty else { return [] }
    return [
      """
      /// Has the compiler check the types of the columns.
      private nonisolated static func checkFieldTypes() {
      \(lines.joined(separator: "\n"))
      }
      """
    ]
  }
}

extension PropertyDeclaration {
  /// Whether only the compiler knows if the type is one of a column.
  fileprivate var hasUnknownType: Bool {
    guard foreignKey == nil, !isJSON else { return false }
    let name = wrappedType ?? type
    return name == "URL" || !(KnownTypes.scalars.contains(name) || name.hasPrefix("["))
  }
}
