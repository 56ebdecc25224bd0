import Foundation
import SwiftCompiler
import Testing
import kindred_generate

@Suite("Snippets of the documentation")
struct SnippetTests {
  @Test("Every Swift snippet of the README and of the documentation compiles")
  func documentation() throws {
    let snippets = try Snippet.ofDocumentation(in: Compiler.package)
    #expect(snippets.count > 90)
    for error in try SnippetTests.errors(in: snippets.filter { !$0.isManifest && !$0.isMistake }) {
      Issue.record("\(error)")
    }
  }

  @Test("Every manifest compiles")
  func manifests() throws {
    let manifests = try Snippet.ofDocumentation(in: Compiler.package).filter(\.isManifest)
    #expect(!manifests.isEmpty)
    // The same manifest at several places is compiled once.
    for (lines, places) in Dictionary(grouping: manifests, by: \.lines) {
      let flags = try Compiler.manifestFlags()
      let outcome = try Compiler.check(["Package.swift": lines.joined(separator: "\n")], flags: flags)
      #expect(outcome.succeeded, "\(places.map { "\($0.path):\($0.line)" }): \(outcome.errors)")
    }
  }

  @Test("A snippet that does not compile is reported at its line; one marked as a mistake has to have one")
  func mistakes() throws {
    let article = """
      # An article

      ```swift
      @Model
      struct Song {
        var title: String
      }
      ```

      ```swift
      let song = try await Song.objects.create(title: "Help!")
      ```

      ```swift
      print(song.titel)
      ```

      ```text
      This is not code.
      ```

      \(Snippet.mistakeMarker)

      ```swift
      try await Song.objects.filter { $0.title == song }.all()
      ```
      """
    let documented = try Snippet.ofDocumentation(in: Compiler.package).filter(\.isMistake)
    let snippets = Snippet.all(in: article, path: "Songs.md")
    #expect(snippets.map(\.line) == [4, 11, 15, 25])
    let errors = try SnippetTests.errors(in: snippets + documented)
    #expect(
      errors.contains("Songs.md:15:12: error: value of type 'Article_Songs_0.Song' has no member 'titel'"), "\(errors)")
    for mistake in (snippets + documented).filter(\.isMistake) {
      #expect(errors.contains(where: mistake.contains), "no error in \(mistake.path):\(mistake.line)")
    }
    #expect(
      errors.allSatisfy { error in (snippets[2...] + documented).contains { $0.contains(error: error) } }, "\(errors)")
  }

  /// The errors in snippets, which are compiled together, with the code that the plugin generates for them.
  private static func errors(in snippets: [Snippet]) throws -> [String] {
    let prelude = try SnippetTests.prelude()
    let articles = Dictionary(grouping: snippets, by: \.article).map { path, snippets in
      ArticleSource(path: path, snippets: snippets, prelude: prelude)
    }
    let models = ModelCollection(
      target: "Blog", sources: articles.map { SourceFile(path: $0.fileName, text: $0.text) })
    var texts = Dictionary(uniqueKeysWithValues: articles.map { ($0.fileName, $0.text) })
    texts["Blog+Kindred.swift"] = FilePrinter(models).text
    let flags = try Compiler.macroFlags() + Compiler.driverFlags()
    let outcome = try Compiler.check(
      texts, flags: ["-module-name", "Blog", "-parse-as-library", "-whole-module-optimization"] + flags)
    let remarks = models.remarks.filter { $0.severity == .error }.map(\.description)
    // Errors in generated code follow from one in a snippet.
    let inSnippets = outcome.errors.filter { error in snippets.contains { $0.contains(error: error) } }
    return remarks + (inSnippets.isEmpty ? outcome.errors : inSnippets)
  }

  private static func prelude() throws -> SnippetParts {
    let path = "Tests/KindredDocumentationTests/Prelude.swift"
    let text = try String(contentsOf: Compiler.package.appendingPathComponent(path), encoding: .utf8)
    return SnippetParts(Snippet(path: path, line: 1, lines: text.components(separatedBy: "\n"), isMistake: false))
  }
}
