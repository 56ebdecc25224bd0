import SwiftCompiler
import Testing
import kindred_generate

@Suite("Models as the compiler sees them")
struct CompiledModelTests {
  @Test("Without the plugin, each model has one error, which says what to add")
  func missingPlugin() throws {
    let outcome = try Compiler.check(
      [
        "Models.swift": """
        import Kindred
        @Model
        struct Blog {
          var name: String
        }
        @Model
        struct Entry {
          @ForeignKey(onDelete: .cascade) var blog: Blog
        }
        @Model
        private struct Hidden {
          var name: String
        }
        """
      ], flags: Compiler.macroFlags() + ["-parse-as-library"])
    let message =
      "error: 'isReadByPlugin' is unavailable: add the build plugin to this target in Package.swift: "
      + #"plugins: [.plugin(name: "KindredPlugin", package: "kindred")]"#
    #expect(withoutPath(outcome.errors) == ["Models.swift:3:5: \(message)", "Models.swift:7:5: \(message)"])
  }

  @Test("A public model's defaults may be internal; what hinders other modules from making one is said at the call")
  func publicModels() throws {
    let models = """
      public import Foundation
      public import Kindred
      let standard = 5
      extension Date { static var epoch: Date { Date(timeIntervalSince1970: 0) } }
      @Model
      public struct Blog {
        public var name: String = Blog.untitled
        public var rating: Int = standard
        public var day: Date = .epoch
        static let untitled = "untitled"
        public var limit: Int = Self.limit
        static let limit = 9
        private var secret: Int = standard
      }
      @Model
      public struct Entry {
        @ForeignKey(onDelete: .cascade) public var blog: Blog
        public var headline: String
        public var rating: Int = standard
        var secret: Int
      }
      """
    let uses = """
      func test(blog: Blog) async throws {
        _ = Blog(rating: 3)
        _ = try await Blog.objects.create()
        _ = Entry(blog: blog, headline: "x", secret: 1)
        _ = Entry(blog: blog, headline: "x")
        _ = try await blog.entrySet.create(headline: "x")
      }
      """
    let generated = FilePrinter(
      ModelCollection(target: "Shop", sources: [SourceFile(path: "Models.swift", text: models)])
    ).text
    let outcome = try Compiler.check(
      ["Models.swift": models, "Shop+Kindred.swift": generated, "Uses.swift": uses],
      flags: Compiler.macroFlags() + ["-module-name", "Shop", "-parse-as-library", "-whole-module-optimization"])
    let reason = "'Entry' cannot be made here, because 'secret' is not visible here and has no default value"
    #expect(
      withoutPath(outcome.errors) == [
        "Uses.swift:5:7: error: 'init(blog:headline:rating:)' is unavailable: \(reason)",
        "Uses.swift:6:31: error: 'create(headline:rating:)' is unavailable: \(reason)",
      ])
  }

  /// The errors with the names of files only.
  private func withoutPath(_ errors: [String]) -> [String] {
    errors.map { $0.split(separator: "/").last(where: { $0.contains(".swift:") }).map(String.init) ?? $0 }
  }
}
