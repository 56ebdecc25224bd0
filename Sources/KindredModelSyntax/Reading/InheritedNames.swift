package import SwiftSyntax

extension InheritanceClauseSyntax? {
  /// The last part of each inherited type's name, without attributes such as `@unchecked`.
  package var names: Set<String> {
    let types = self?.inheritedTypes.map(\.type) ?? []
    return Set(
      types.map { type in
        let name = type.as(AttributedTypeSyntax.self)?.baseType.trimmedDescription ?? type.trimmedDescription
        return String(name.split(separator: ".").last ?? "")
      })
  }

  /// Whether the type is declared as a migration, or as an archive of migrations.
  package var isMigration: Bool { names.contains("Migration") || isArchive }

  /// Whether the type is declared as an archive of migrations.
  package var isArchive: Bool { names.contains("MigrationArchive") }
}
