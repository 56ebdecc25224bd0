extension GeneratorTests {
  /// The file for `Blog` and `Entry`.
  static let blogAndEntry = """
    // Written by Kindred from the models of 'Demo' before each build. Changes are lost.

    import Foundation
    import Kindred

    nonisolated extension Blog {
      /// Whether the build plugin has read the model.
      static var isReadByPlugin: Bool { true }
    }

    nonisolated extension Entry {
      /// Whether the build plugin has read the model.
      static var isReadByPlugin: Bool { true }
    }

    nonisolated extension Blog {
      /// The foreign keys of this target that point here.
      static var referrers: [any Kindred.ForeignKeyRelation.Type] {
        [Entry.Relations.blog.self]
      }
    }

    nonisolated extension Blog {
      /// The `Entry` objects whose `blog` is this one.
      var entrySet: Kindred.RelatedManager<Entry.Relations.blog> { .init(parent: self) }
    }

    nonisolated extension Blog.Columns {
      /// The columns of the `Entry` objects whose `blog` is this one.
      var entry: Entry.OptionalColumns {
        follow(backwards: Entry.Relations.blog.self)
      }
    }

    nonisolated extension Blog.OptionalColumns {
      /// The columns of the `Entry` objects whose `blog` is this one.
      var entry: Entry.OptionalColumns {
        follow(backwards: Entry.Relations.blog.self)
      }
    }

    nonisolated extension Kindred.QuerySet where Model == Blog {
      /// Makes a `Blog` and saves it.
      @discardableResult
      func create(name: String, tagline: String = "") async throws -> Blog {
        try await self.create(Blog(name: name, tagline: tagline))
      }
    }

    nonisolated extension Kindred.QuerySet where Model == Entry {
      /// Makes an `Entry` and saves it.
      @discardableResult
      func create(blog: Blog, headline: String, pubDate: Date = .now) async throws -> Entry {
        try await self.create(Entry(blog: blog, headline: headline, pubDate: pubDate))
      }

      /// Makes an `Entry` and saves it.
      @discardableResult
      func create(blogID: Blog.PrimaryKey, headline: String, pubDate: Date = .now) async throws -> Entry {
        try await self.create(Entry(blogID: blogID, headline: headline, pubDate: pubDate))
      }
    }

    nonisolated extension Kindred.RelatedManager where Relation == Entry.Relations.blog {
      /// Makes an `Entry` that points to the manager's object, and saves it.
      @discardableResult
      func create(headline: String, pubDate: Date = .now) async throws -> Entry {
        try await self.create(Entry(blog: self.parent, headline: headline, pubDate: pubDate))
      }
    }

    /// The models of 'Demo'.
    enum DemoModels {
      /// Every model, by name.
      nonisolated static let all: [any Kindred.Model.Type] = [Blog.self, Entry.self]
    }

    """
}
