import Testing

@Suite("Documents")
struct DocumentTests {
  @Test("HU-25: the keys of a document, by its properties and by its CodingKeys")
  func keys() {
    let expansion = Expansion(
      #"""
      @JSONDocument
      public struct Owner: Codable {
        public var name: String
        var nickname: String?
        private var pets, friends: [Self]
        var `class`: Int = 1
        let version: Int
        var count: Int { 1 }
        static var shared: Int = 1
        var left: Int = 0

        enum CodingKeys: String, CodingKey {
          case name, nickname = "nick \"x\\", pets
          case friends, `class` = "c", version
        }
      }
      """#)
    #expect(expansion.messages.isEmpty)
    #expect(
      expansion.text == #"""

        public struct Owner: Codable {
          public var name: String
          var nickname: String?
          private var pets, friends: [Self]
          var `class`: Int = 1
          let version: Int
          var count: Int { 1 }
          static var shared: Int = 1
          var left: Int = 0

          enum CodingKeys: String, CodingKey {
            case name, nickname = "nick \"x\\", pets
            case friends, `class` = "c", version
          }

          /// The keys of the document, for paths in queries.
          public nonisolated struct JSONKeys: Swift.Sendable {
            /// The key of `name`.
            public var name: Kindred.JSONKey<String> { Kindred.JSONKey("name") }
            /// The key of `nickname`.
            var nickname: Kindred.JSONKey<String?> { Kindred.JSONKey("nick \"x\\") }
            /// The key of `pets`.
            fileprivate var pets: Kindred.JSONKey<[Owner]> { Kindred.JSONKey("pets") }
            /// The key of `friends`.
            fileprivate var friends: Kindred.JSONKey<[Owner]> { Kindred.JSONKey("friends") }
            /// The key of `class`.
            var `class`: Kindred.JSONKey<Int> { Kindred.JSONKey("c") }
            /// The key of `version`.
            var version: Kindred.JSONKey<Int> { Kindred.JSONKey("version") }
          }

          /// The keys of the document.
          public nonisolated static var jsonKeys: JSONKeys { JSONKeys() }
        }

        nonisolated extension Owner: Kindred.JSONDocument {}
        """#)
  }

  @Test("HU-25: keys that are not texts, and protocols that may include Codable")
  func otherKeys() {
    let expansion = Expansion(
      "@JSONDocument struct A: Stored { var a: Int; enum CodingKeys: Int, CodingKey { case a = 7 } }")
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text.contains(#"Kindred.JSONKey("a")"#))
  }

  @Test(
    "HU-25: what a macro cannot see is refused at its place",
    arguments: [
      DiagnosticCase(
        source: "@JSONDocument\nenum Kind { case a, b(Int) }",
        message:
          "1:1: '@JSONDocument' can only be applied to a struct; an enum whose cases have values has no keys that are always there; use raw paths to it, as in $0.….raw[\"key\"]"
      ),
      DiagnosticCase(
        source: "@JSONDocument\nenum Kind: String, Codable { case a }",
        message:
          "1:1: '@JSONDocument' can only be applied to a struct; an enum needs it only to be 'Choices', as in: enum Kind: String, Choices { … }"
      ),
      DiagnosticCase(
        source: "@JSONDocument\nfinal class Owner {}", message: "1:1: '@JSONDocument' can only be applied to a struct"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner {\n  var name: String\n}",
        message: "2:8: 'Owner' has to be 'Codable' to be a document",
        corrected: "@JSONDocument\nstruct Owner: Codable {\n  var name: String\n}"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Hashable, Decodable {\n  var name: String\n}",
        message: "2:8: 'Owner' has to be 'Codable' to be a document",
        corrected: "@JSONDocument\nstruct Owner: Codable, Hashable {\n  var name: String\n}"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  func encode(to encoder: any Encoder) throws {}\n}",
        message:
          "3:8: 'Owner' has an 'encode(to:)' of its own, in which a macro cannot see the keys; use raw paths instead of '@JSONDocument', as in $0.….raw[\"key\"]"
      ),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  var name = \"x\"\n}",
        message: "3:7: 'name' needs a type annotation, because a macro cannot see an inferred type",
        corrected: "@JSONDocument\nstruct Owner: Codable {\n  var name: String = \"x\"\n}"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  var name: String!\n}",
        message: "3:13: a document cannot have an implicitly unwrapped optional; use 'String?'",
        corrected: "@JSONDocument\nstruct Owner: Codable {\n  var name: String?\n}"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  @Default var name: String\n}",
        message:
          "3:3: '@Default' may change how 'name' is written in JSON, which a macro cannot see; leave the attribute out, or the property out of 'CodingKeys'"
      ),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  #if DEBUG\n  var name: String\n  #endif\n}",
        message: "4:7: the keys of a document cannot depend on '#if'; move 'name' out of the block"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  var (a, b): (Int, Int)\n}",
        message: "3:7: every property of a document needs its own declaration"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  typealias CodingKeys = Keys\n}",
        message: "3:3: a macro can read 'CodingKeys' only if they are an enum declared here"),
      DiagnosticCase(
        source: "@JSONDocument\nstruct Owner: Codable {\n  struct JSONKeys {}\n}",
        message: "3:3: 'JSONKeys' is the name of a member that '@JSONDocument' adds; choose another one"),
    ] as [DiagnosticCase])
  func mistakes(_ example: DiagnosticCase) { example.check() }
}
