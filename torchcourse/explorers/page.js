// Nodes of the page, and ids that no other node has.

const SVG = "http://www.w3.org/2000/svg";

function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

function built(node, attributes, children) {
  setAll(node, attributes);
  node.append(...children);
  return node;
}

function element(tag, attributes = {}, ...children) {
  return built(document.createElement(tag), attributes, children);
}

function shape(tag, attributes = {}, ...children) {
  return built(document.createElementNS(SVG, tag), attributes, children);
}

// Every explorer on a page has a copy of this script: counting from 0, they would share ids.
let serial = Math.floor(Math.random() * 2 ** 48);
