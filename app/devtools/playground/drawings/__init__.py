"""Pictures made from the tools' answers: only geometry here, the SVG is in the templates."""
